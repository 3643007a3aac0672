import { misuse } from 'grantkit/internal'
import type { JWK } from 'jose'
import { integerIn, integerOf, type RsaFault, rsaFault } from '../jws/rsa-fault.ts'

/** Whether a value is WebCrypto's, of whatever realm. */
export const isCryptoKey = (value: object): value is CryptoKey =>
  (value as Record<symbol, unknown>)[Symbol.toStringTag] === 'CryptoKey'

/** The algorithm that an asymmetric key, of either half, is for: what the caller says where the key can do it, else what the key says. */
export function signatureAlg(field: string, key: CryptoKey | JWK, said?: string): string {
  const able = isCryptoKey(key) ? algsOfCryptoKey(key) : algsOfJwk(key)
  if (!able?.length) misuse(field, 'a key for RS, PS, ES or Ed25519 signatures')
  const fault = strengthFault(key)
  if (fault) misuse(field, fault.fix)
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
const paddings: Record<string, string> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' }
const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

/** What WebCrypto says of the keys of some algorithms. */
interface KeyDetails {
  name: string
  namedCurve: string
  hash: { name: string }
  modulusLength?: number
  publicExponent: Uint8Array
}

function algsOfCryptoKey({ algorithm }: CryptoKey): string[] | undefined {
  const { name, namedCurve, hash } = algorithm as KeyDetails
  if (name === 'Ed25519') return edwards
  if (name === 'ECDSA') return curves[namedCurve]
  if (/^ML-DSA-/.test(name)) return [name]
  const padding = paddings[name]
  return padding ? [hash.name.replace('SHA-', padding)] : undefined
}

function algsOfJwk({ kty, crv, alg }: JWK): string[] | undefined {
  const able =
    kty === 'RSA'
      ? rsa
      : kty === 'EC'
        ? curves[`${crv}`]
        : kty === 'AKP'
          ? [`${alg}`]
          : crv === 'Ed25519'
            ? edwards
            : undefined
  return alg ? able?.filter((name) => name === alg) : able
}

/** Why an RSA key must not be used. WebCrypto makes those of any strength. */
function strengthFault(key: CryptoKey | JWK): RsaFault | undefined {
  if (!isCryptoKey(key)) return key.kty === 'RSA' ? rsaFault(integerIn(key.n), integerIn(key.e)) : undefined
  const { modulusLength, publicExponent } = key.algorithm as KeyDetails
  // an odd number of that length
  return modulusLength ? rsaFault(2n ** BigInt(modulusLength) - 1n, integerOf(publicExponent)) : undefined
}
