/** What kind of key an algorithm takes; undefined for one that isn't known here, `none` among them. */
export function keyTypeOf(alg: unknown): { kty: string; crv?: string } | undefined {
  const text = `${alg}`
  if (/^[RP]S(256|384|512)$/.test(text)) return { kty: 'RSA' }
  if (/^HS(256|384|512)$/.test(text)) return { kty: 'oct' }
  if (/^Ed(DSA|25519)$/.test(text)) return { kty: 'OKP', crv: 'Ed25519' }
  const crv = curves[text]
  return crv ? { kty: 'EC', crv } : undefined
}

/** The name of the hash within a signature algorithm. Ed25519 has SHA-512 (RFC 8032 section 5.1). */
export function hashOf(alg: string): string {
  return `SHA-${/^Ed/.test(alg) ? '512' : alg.slice(-3)}`
}

/** The signature algorithms that need no shared secret. */
export const asymmetricAlgorithms: readonly string[] =
  /* @__PURE__ */ 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

const curves: Record<string, string> = { __proto__: null, ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as never
