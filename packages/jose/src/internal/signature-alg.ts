import { misuse } from 'grantkit/internal'
import type { JWK } from 'jose'
import { asymmetricAlgorithms, isOfType, webCryptoAlgorithm } from '../jws/algorithms.ts'
import { type RsaFault, rsaFault, rsaJwkFault } from '../jws/rsa-fault.ts'

/** Whether a value is WebCrypto's, of whatever realm. */
export const isCryptoKey = (value: unknown): value is CryptoKey => Object(value)[Symbol.toStringTag] === 'CryptoKey'

/** Refuses what is no asymmetric signature's name. */
export function checkSignatureAlg(field: string, alg: string): void {
  if (!asymmetricAlgorithms.includes(alg)) misuse(field, 'such as "ES256", "PS256" or "EdDSA"')
}

/** The algorithm that an asymmetric key, of either half, is for: what the caller says where the key can do it, else what the key says. */
export function signatureAlg(field: string, key: CryptoKey | JWK, said?: string): string {
  const able = asymmetricAlgorithms.filter((alg) => (isCryptoKey(key) ? canCryptoKey(key, alg) : canJwk(key, alg)))
  if (!able.length) misuse(field, 'a key for RS, PS, ES or Ed25519 signatures')
  const fault = strengthFault(key)
  if (fault) misuse(field, fixes[fault])
  // an RSA key alone says neither the padding nor the hash
  const alg = said ?? (able.length > 2 ? undefined : able[0])
  if (!alg || !able.includes(alg)) misuse('alg', `what the key is for: ${able.join(' or ')}`)
  return alg
}

const fixes: Record<RsaFault, string> = {
  malformed: 'a JWK with all its members',
  short: 'an RSA key of 2048 bits or more',
  long: 'an RSA key of 16384 bits or fewer',
  unsafe: 'an RSA key with an odd modulus, and an odd exponent from 3 to 2^31 - 1',
}

/** What WebCrypto says of a key: what its type of key has of these. */
interface KeyDetails {
  name: string
  namedCurve?: string
  hash?: { name: string }
  modulusLength?: number
  publicExponent: Uint8Array
}

function canCryptoKey({ algorithm }: CryptoKey, alg: string): boolean {
  const details = algorithm as KeyDetails
  const { name, namedCurve, hash } = webCryptoAlgorithm(alg)
  return (
    details.name === name && (details.namedCurve ?? namedCurve) === namedCurve && (details.hash?.name ?? hash) === hash
  )
}

/** A key of the type AKP must say its `alg`. */
function canJwk(key: JWK, alg: string): boolean {
  return isOfType(key, alg) && (key.alg || (key.kty !== 'AKP' && alg)) === alg
}

/** Why an RSA key must not be used. WebCrypto makes those of any strength. */
function strengthFault(key: CryptoKey | JWK): RsaFault | undefined {
  if (!isCryptoKey(key)) return key.kty === 'RSA' ? rsaJwkFault(key) : undefined
  const { modulusLength, publicExponent } = key.algorithm as KeyDetails
  return modulusLength ? rsaFault(modulusLength, true, publicExponent) : undefined
}
