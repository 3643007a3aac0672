import { webCrypto } from 'grantkit/internal'
import { JoseError } from '../jose-error.ts'
import { keyTypeOf, webCryptoAlgorithm } from './algorithms.ts'
import { importOnce, type KeyMembers, membersOf } from './import-once.ts'
import { keyFault } from './key-fault.ts'

const publicNames = ['kty', 'crv', 'x', 'y', 'n', 'e', 'pub'] as const

/** The members that make a public key. What is private is left where it is, and the rest only describes the key. */
export const publicMembers = (jwk: object): KeyMembers => membersOf(jwk, publicNames)

/** Whether two JWKs hold the same public key, whatever else they say. */
export function isSameKey(one: object, other: object): boolean {
  const [a, b] = [publicMembers(one), publicMembers(other)]
  return publicNames.every((name) => a[name] === b[name])
}

/** The public key in a JWK, judged before it is used, imported once for each object. Rejects with a `JoseError` for a bad one. */
export function importPublicKey(jwk: object, alg: string): Promise<CryptoKey> {
  return importOnce(jwk, alg, publicNames, load)
}

async function load(members: KeyMembers, alg: string): Promise<CryptoKey> {
  // only in such keys it is a part of the key
  const jwk = members.kty === 'AKP' ? { ...members, alg } : members
  const { kty, crv } = keyTypeOf(alg)!
  // an engine may fall over a key of another type: Firefox 153 ends the page for an RSA key that is imported for ECDSA
  if (jwk.kty !== kty || (crv && jwk.crv !== crv)) throw new JoseError('key_invalid', `the key is not one for ${alg}`)
  const fault = keyFault(jwk)
  if (fault) throw new JoseError(fault.code, fault.message)
  try {
    return await webCrypto().importKey('jwk', jwk as JsonWebKey, webCryptoAlgorithm(alg), false, ['verify'])
  } catch {
    throw new JoseError('key_invalid', `the key is malformed, or this runtime does not support ${alg}`)
  }
}
