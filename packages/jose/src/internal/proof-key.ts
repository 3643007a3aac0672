import { misuse } from 'grantkit/internal'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import type { DPoPKeyPair } from '../dpop-key-store.ts'
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
  keyPair: DPoPKeyPair | ExternalSigner,
  alg: string | undefined,
): () => Promise<ProofKey> {
  if (Object(keyPair) !== keyPair) misuse(field, 'a CryptoKeyPair, or an external signer with publicJwk')
  if ('sign' in keyPair) {
    const signer = jwtSignerOf(field, keyPair, { alg })
    const { publicJwk } = keyPair
    if (!publicJwk) misuse(`${field}.publicJwk`, 'the public half of the key')
    signatureAlg(`${field}.publicJwk`, publicJwk, signer.alg)
    return () => proofKey(signer, publicJwk)
  }
  const { privateKey, publicKey } = keyPair
  if (!isPublic(publicKey)) misuse(`${field}.publicKey`, 'the public CryptoKey, extractable')
  const signer = jwtSignerOf(`${field}.privateKey`, privateKey, { alg })
  return async () => proofKey(signer, await exportJWK(publicKey))
}

const isPublic = (key: CryptoKey): boolean =>
  Object(key) === key && isCryptoKey(key) && key.type === 'public' && key.extractable

async function proofKey({ sign }: JwtSigner, { kty, crv, x, y, n, e }: JWK): Promise<ProofKey> {
  // what isn't public must not even be there to be left out
  const jwk = JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as JWK
  return { sign, header: { typ: 'dpop+jwt', jwk }, thumbprint: await calculateJwkThumbprint(jwk) }
}
