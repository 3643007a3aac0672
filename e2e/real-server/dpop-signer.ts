import { createHash } from 'node:crypto'
import type { DPoPSigner } from 'grantkit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TestSigner extends DPoPSigner {
  /** Every proof made, in order. */
  proofs: string[]
  /** Every nonce heard of, in order. */
  nonces: string[]
}

/** Signs DPoP proofs with a key of its own; uses the nonce it is given, else the last one it has heard of. */
export async function createTestSigner(): Promise<TestSigner> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  const proofs: string[] = []
  const nonces: string[] = []
  return {
    proofs,
    nonces,
    async createProof({ method, url, nonce = nonces.at(-1), accessToken }) {
      const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url')
      const claims = { jti: crypto.randomUUID(), htm: method, htu: url, ...(nonce && { nonce }), ...(ath && { ath }) }
      const proof = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey)
      proofs.push(proof)
      return proof
    },
    rememberNonce(_, nonce) {
      nonces.push(nonce)
    },
  }
}
