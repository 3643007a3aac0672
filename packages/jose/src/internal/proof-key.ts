import { misuse } from 'grantkit/internal/misuse'
import { sha256 } from 'grantkit/internal/sha256'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { DPoPKeyPair } from '../dpop-key-store.ts'
import { publicText } from '../jws/thumbprint.ts'
import { cryptoKeySigner, isCryptoKey, type JwtSigner } from './crypto-key-signer.ts'

/** The key that proofs are made with. */
export interface ProofKey extends Pick<JwtSigner, 'sign'> {
  /** The header of every proof, `alg` aside (RFC 9449 section 4.2). */
  header: object
  /** What names the key wherever a token or a code is bound to it (RFC 7638, SHA-256). */
  thumbprint: string
}

/** Refuses at once a pair that can't make proofs; the function it returns makes ready one that can. */
export function pairLoader(
  field: string,
  { privateKey, publicKey }: DPoPKeyPair,
  alg: string | undefined,
): () => Promise<ProofKey> {
  if (!(isCryptoKey(publicKey) && publicKey.type === 'public' && publicKey.extractable)) {
    misuse(`${field}.publicKey`, 'the public CryptoKey, extractable')
  }
  const signer = cryptoKeySigner(`${field}.privateKey`, privateKey, { alg })
  return async () => proofKey(signer, await webCrypto().exportKey('jwk', publicKey))
}

/** What is ready to make proofs. Only the public members of `jwk` are taken. */
export async function proofKey({ sign }: JwtSigner, jwk: object): Promise<ProofKey> {
  const text = publicText(jwk)
  return { sign, header: { typ: 'dpop+jwt', jwk: JSON.parse(text) }, thumbprint: await sha256(text) }
}
