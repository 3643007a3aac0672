import { webCrypto } from 'grantkit/internal/web-crypto'
import { JoseError } from '../jose-error.ts'
import { isOfType, signatureAlgorithm } from './algorithms.ts'
import { importOnce } from './import-once.ts'
import { keyFault } from './key-fault.ts'
import { type KeyMembers, publicMembers, publicNames } from './key-members.ts'

/** Checks and imports the public key in a JWK, once for each object. Rejects with a `JoseError` if the key is invalid or unsafe. */
export function importPublicKey(jwk: object, alg: string): Promise<CryptoKey> {
  return importOnce(jwk, alg, publicNames, load)
}

async function load(members: KeyMembers, alg: string): Promise<CryptoKey> {
  const jwk = publicMembers(members, alg)
  // engines may crash on a key of the wrong type: Firefox 153 does for an RSA key that is imported for ECDSA
  if (!isOfType(jwk, alg)) throw new JoseError('key_invalid', `the key is not one for ${alg}`)
  const fault = await keyFault(jwk)
  if (fault) throw new JoseError(fault.code, fault.message)
  try {
    return await webCrypto().importKey('jwk', jwk as JsonWebKey, signatureAlgorithm(alg), false, ['verify'])
  } catch {
    throw new JoseError('key_invalid', `the key is malformed, or this runtime does not support ${alg}`)
  }
}
