import { misuse, webCrypto } from 'grantkit/internal'
import type { JWK } from 'jose'
import type { DPoPKeyPair } from '../dpop-key-store.ts'
import { keyFault } from '../jws/key-fault.ts'
import { publicMembers } from '../jws/public-key.ts'
import { thumbprintOf } from '../jws/thumbprint.ts'
import type { ExternalSigner } from '../signing-key.ts'
import { type JwtSigner, jwtSignerOf } from './jwt-signer.ts'
import { isCryptoKey, signatureAlg } from './signature-alg.ts'

/** The key that proofs are made with. */
export interface ProofKey extends Pick<JwtSigner, 'sign'> {
  /** The header of every proof, `alg` aside (RFC 9449 section 4.2). */
  header: object
  /** What names the key wherever a token or a code is bound to it (RFC 7638, SHA-256). */
  thumbprint: string
}

/** Refuses at once what can't make proofs; the function it returns makes ready what can. */
export function proofKeyOf(
  field: string,
  keyPair: DPoPKeyPair | JWK | ExternalSigner,
  alg: string | undefined,
): () => Promise<ProofKey> {
  if (Object(keyPair) !== keyPair) misuse(field, 'a CryptoKeyPair, a private JWK, or an external signer with publicJwk')
  if ('sign' in keyPair) {
    const { publicJwk } = keyPair as ExternalSigner
    const signer = jwtSignerOf(field, keyPair as ExternalSigner, { alg })
    if (!publicJwk) misuse(`${field}.publicJwk`, 'the public half of the key')
    signatureAlg(`${field}.publicJwk`, publicJwk, signer.alg)
    checkPublic(`${field}.publicJwk`, publicJwk)
    return () => proofKey(signer, publicJwk)
  }
  if ('kty' in keyPair) {
    const signer = jwtSignerOf(field, keyPair, { alg })
    checkPublic(field, keyPair)
    return () => proofKey(signer, keyPair)
  }
  const { privateKey, publicKey } = keyPair as DPoPKeyPair
  if (!isPublic(publicKey)) misuse(`${field}.publicKey`, 'the public CryptoKey, extractable')
  const signer = jwtSignerOf(`${field}.privateKey`, privateKey, { alg })
  return async () => proofKey(signer, (await webCrypto().exportKey('jwk', publicKey)) as JWK)
}

function checkPublic(field: string, key: JWK): void {
  const fault = keyFault(key)
  if (fault) misuse(field, `another key: ${fault.message}`)
}

const isPublic = (key: CryptoKey): boolean =>
  Object(key) === key && isCryptoKey(key) && key.type === 'public' && key.extractable

async function proofKey({ alg, sign }: JwtSigner, key: JWK): Promise<ProofKey> {
  // what isn't public must not even be there to be left out
  const members = publicMembers(key)
  // only in such keys it is a part of the key
  const jwk = members.kty === 'AKP' ? { ...members, alg } : members
  return { sign, header: { typ: 'dpop+jwt', jwk }, thumbprint: await thumbprintOf(jwk) }
}
