import { misuse } from 'grantkit/internal/misuse'
import { sha256 } from 'grantkit/internal/sha256'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { DPoPKeyPair } from '../dpop-key-store.ts'
import { publicText } from '../jws/thumbprint.ts'
import { cryptoKeySigner, isCryptoKey, type JwtSigner } from './crypto-key-signer.ts'

/** A key for DPoP proofs. */
export interface ProofKey extends Pick<JwtSigner, 'sign'> {
  /** The header of every proof, without `alg` (RFC 9449 section 4.2). */
  header: object
  /** The SHA-256 thumbprint by which a token or a code is bound to the key (RFC 7638). */
  thumbprint: string
}

/** Throws for a key pair that can't make proofs. Returns a function that makes the DPoP key. */
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

/** The DPoP key for a signer and its JWK. Only the public members of the JWK are used. */
export async function proofKey({ sign }: JwtSigner, jwk: object): Promise<ProofKey> {
  const text = publicText(jwk)
  return { sign, header: { typ: 'dpop+jwt', jwk: JSON.parse(text) }, thumbprint: await sha256(text) }
}
