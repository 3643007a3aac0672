import { exportJWK, generateKeyPair, type JWK } from 'jose'

export interface SigningKey {
  /** For signing, or for decrypting. */
  privateKey: CryptoKey
  /** For verifying and encrypting. */
  publicJwk: JWK
  /** Both halves. */
  jwk: JWK
}

/** A new key with this `kid`, for signatures or for decryption. */
export async function createSigningKey(alg: string, kid: string, use: 'sig' | 'enc' = 'sig'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const about = { alg, use, kid }
  return {
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...about },
    jwk: { ...(await exportJWK(privateKey)), ...about },
  }
}
