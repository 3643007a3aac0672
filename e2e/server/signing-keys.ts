import { exportJWK, generateKeyPair, type JWK } from 'jose'

export interface SigningKey {
  /** For signing. */
  privateKey: CryptoKey
  /** For whoever verifies. */
  publicJwk: JWK
  /** Both halves. */
  jwk: JWK
}

/** A fresh key for signatures, named `kid`. */
export async function createSigningKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const about = { alg, use: 'sig', kid }
  return {
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...about },
    jwk: { ...(await exportJWK(privateKey)), ...about },
  }
}
