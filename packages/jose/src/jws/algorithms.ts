/** The type of the keys of a signature algorithm, its name in WebCrypto, and the curve of its keys if they have one. */
type Algorithm = readonly [kty: string, name: string, crv?: string]

const pkcs1: Algorithm = ['RSA', 'RSASSA-PKCS1-v1_5']
const pss: Algorithm = ['RSA', 'RSA-PSS']
const ed25519: Algorithm = ['OKP', 'Ed25519', 'Ed25519']
const hmac: Algorithm = ['oct', 'HMAC']

/** The signature algorithms of JOSE (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864). */
const algorithms: Record<string, Algorithm> = {
  __proto__: null as never,
  RS256: pkcs1,
  RS384: pkcs1,
  RS512: pkcs1,
  PS256: pss,
  PS384: pss,
  PS512: pss,
  ES256: ['EC', 'ECDSA', 'P-256'],
  ES384: ['EC', 'ECDSA', 'P-384'],
  ES512: ['EC', 'ECDSA', 'P-521'],
  EdDSA: ed25519,
  Ed25519: ed25519,
  'ML-DSA-44': ['AKP', 'ML-DSA-44'],
  'ML-DSA-65': ['AKP', 'ML-DSA-65'],
  'ML-DSA-87': ['AKP', 'ML-DSA-87'],
  HS256: hmac,
  HS384: hmac,
  HS512: hmac,
}

/** The type and the curve of the keys of a signature algorithm; undefined for unknown algorithms, such as `none`. */
export function keyTypeOf(alg: unknown): { kty: string; crv: string | undefined } | undefined {
  const known = typeof alg === 'string' ? algorithms[alg] : undefined
  return known && { kty: known[0], crv: known[2] }
}

/** The signature algorithms of a shared secret. */
export const secretAlgorithms: readonly string[] = ['HS256', 'HS384', 'HS512']

/** The signature algorithms that need no shared secret. */
export const asymmetricAlgorithms: readonly string[] = /* @__PURE__ */ Object.keys(algorithms).filter(
  (alg) => algorithms[alg] !== hmac,
)

/** Whether a JWK has the type and the curve of an algorithm's keys. */
export function isOfType(key: { kty?: unknown; crv?: unknown }, alg: string): boolean {
  const { kty, crv } = keyTypeOf(alg)!
  return key.kty === kty && (crv === undefined || key.crv === crv)
}

/** What WebCrypto needs to know about a signature algorithm, whatever the operation: it ignores the members of others. */
export interface WebCryptoAlgorithm {
  name: string
  hash: string
  namedCurve: string
  saltLength: number
}

/** A signature algorithm of JOSE as WebCrypto names it. */
export function webCryptoAlgorithm(alg: string): WebCryptoAlgorithm {
  const [, name, crv] = algorithms[alg]!
  const bits = alg.slice(2)
  return { name, hash: `SHA-${bits}`, namedCurve: crv!, saltLength: Number(bits) / 8 }
}
