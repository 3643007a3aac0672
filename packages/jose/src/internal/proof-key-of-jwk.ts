import { misuse } from 'grantkit/internal/misuse'
import type { JWK } from 'jose'
import { keyFault } from '../jws/key-fault.ts'
import type { ExternalSigner } from '../signing-key.ts'
import { jwkAlg, jwtSignerOf } from './jwt-signer.ts'
import { type ProofKey, proofKey } from './proof-key.ts'

/** The DPoP key for a private JWK, or for an external signer with its public key. */
export async function proofKeyOfJwk(
  key: JWK | ExternalSigner,
  publicJwk: JWK,
  alg: string | undefined,
): Promise<ProofKey> {
  const signer = jwtSignerOf('keyPair', key, { alg })
  const name = key === publicJwk ? 'keyPair' : 'keyPair.publicJwk'
  if (!publicJwk.kty) misuse(name, 'the public half of the key')
  jwkAlg(name, publicJwk, signer.alg)
  const fault = await keyFault(publicJwk as Record<string, unknown>)
  if (fault) misuse(name, `another key: ${fault.message}`)
  return proofKey(signer, publicJwk)
}
