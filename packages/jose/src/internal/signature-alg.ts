import { misuse } from 'grantkit/internal'
import { base64url, type JWK } from 'jose'

/** Whether a value is WebCrypto's, of whatever realm. */
export const isCryptoKey = (value: object): value is CryptoKey =>
  (value as Record<symbol, unknown>)[Symbol.toStringTag] === 'CryptoKey'

/** The algorithm that an asymmetric key, of either half, is for: what the caller says where the key can do it, else what the key says. */
export function signatureAlg(field: string, key: CryptoKey | JWK, said?: string): string {
  const able = isCryptoKey(key) ? algsOfCryptoKey(key) : algsOfJwk(key)
  if (!able?.length) misuse(field, 'a key for RS, PS, ES or Ed25519 signatures')
  if (bitsOf(field, key) < 2048) misuse(field, 'an RSA key of 2048 bits or more')
  // an RSA key alone says neither the padding nor the hash
  const alg = said ?? (able.length > 2 ? undefined : able[0])
  if (!alg || !able.includes(alg)) misuse('alg', `what the key is for: ${able.join(' or ')}`)
  return alg
}

const edwards = ['EdDSA', 'Ed25519']
const curves: Record<string, string[]> = {
  __proto__: null as never,
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
}
const paddings = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' }
const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

function algsOfCryptoKey({ algorithm }: CryptoKey): string[] | undefined {
  const { name } = algorithm
  if (name === 'Ed25519') return edwards
  if (name === 'ECDSA') return curves[(algorithm as unknown as { namedCurve: string }).namedCurve]
  const padding = paddings[name as keyof typeof paddings]
  if (padding) return [(algorithm as unknown as { hash: { name: string } }).hash.name.replace('SHA-', padding)]
  return undefined
}

function algsOfJwk({ kty, crv, alg }: JWK): string[] | undefined {
  const able = kty === 'RSA' ? rsa : kty === 'EC' ? curves[`${crv}`] : crv === 'Ed25519' ? edwards : undefined
  return alg ? able?.filter((name) => name === alg) : able
}

/** The length of an RSA key's modulus. */
function bitsOf(field: string, key: CryptoKey | JWK): number {
  if (isCryptoKey(key)) return (key.algorithm as { modulusLength?: number }).modulusLength ?? Number.POSITIVE_INFINITY
  if (key.kty !== 'RSA') return Number.POSITIVE_INFINITY
  try {
    const bytes = base64url.decode(`${key.n}`)
    const first = bytes.findIndex((byte) => byte > 0)
    // what leading zeros take is no length
    return (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24)
  } catch {
    misuse(field, 'a JWK with all its members')
  }
}
