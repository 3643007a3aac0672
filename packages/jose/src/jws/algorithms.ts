/** The key type that an algorithm needs (RFC 7518, RFC 8037, RFC 9864); undefined for unknown algorithms, such as `none`. */
export function keyTypeOf(alg: unknown): { kty: string; crv?: string } | undefined {
  const text = `${alg}`
  if (/^[RP]S(256|384|512)$/.test(text)) return { kty: 'RSA' }
  if (/^HS(256|384|512)$/.test(text)) return { kty: 'oct' }
  if (/^Ed(DSA|25519)$/.test(text)) return { kty: 'OKP', crv: 'Ed25519' }
  if (/^ML-DSA-(44|65|87)$/.test(text)) return { kty: 'AKP' }
  const crv = curves[text]
  return crv ? { kty: 'EC', crv } : undefined
}

/** The signature algorithms that need no shared secret. */
export const asymmetricAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
]

/** What WebCrypto needs to know about a signature algorithm, whatever the operation: it ignores the members of others. */
export interface WebCryptoAlgorithm {
  name: string
  hash: string
  namedCurve: string
  saltLength: number
}

/** A signature algorithm of JOSE as WebCrypto names it. */
export function webCryptoAlgorithm(alg: string): WebCryptoAlgorithm {
  const { kty, crv } = keyTypeOf(alg)!
  const bits = alg.slice(2)
  const padding = alg[0] === 'P' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  const names: Record<string, string> = { RSA: padding, EC: 'ECDSA', oct: 'HMAC', AKP: alg }
  return { name: names[kty] ?? crv!, hash: `SHA-${bits}`, namedCurve: crv!, saltLength: Number(bits) / 8 }
}

const curves: Record<string, string> = {
  __proto__: null as never,
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
}
