/** The key type and WebCrypto name of each family of signature algorithms, by the first two letters of their names. */
const families: Record<string, readonly [kty: string, name?: string]> = {
  RS: ['RSA', 'RSASSA-PKCS1-v1_5'],
  PS: ['RSA', 'RSA-PSS'],
  ES: ['EC', 'ECDSA'],
  Ed: ['OKP', 'Ed25519'],
  // WebCrypto uses the JOSE names
  ML: ['AKP'],
  HS: ['oct', 'HMAC'],
}

/** The signature algorithms that use a shared secret. */
export const secretAlgorithms: readonly string[] = ['HS256', 'HS384', 'HS512']

/** The asymmetric signature algorithms (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864). */
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

/** A signature algorithm for all WebCrypto operations. Each operation ignores the members that it doesn't need. */
export interface SignatureAlgorithm {
  name: string
  hash: string
  /** The curve of the algorithm's keys, if they have one. */
  namedCurve: string | undefined
  saltLength: number
  /** The `kty` of the algorithm's keys. */
  kty: string
}

/** The WebCrypto algorithm for a JOSE algorithm, which must be one of the lists above. */
export function signatureAlgorithm(alg: string): SignatureAlgorithm {
  const [kty, name = alg] = families[alg.slice(0, 2)]!
  const bits = alg.slice(2)
  const namedCurve = kty === 'EC' ? `P-${bits.replace('512', '521')}` : kty === 'OKP' ? name : undefined
  return { name, hash: `SHA-${bits}`, namedCurve, saltLength: Number(bits) / 8, kty }
}

/** Whether a JWK has the key type and curve of an algorithm. */
export function isOfType(key: { kty?: unknown; crv?: unknown }, alg: string): boolean {
  const { kty, namedCurve } = signatureAlgorithm(alg)
  return key.kty === kty && (!namedCurve || key.crv === namedCurve)
}
