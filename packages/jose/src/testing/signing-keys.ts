import { exportJWK, type JWK } from 'jose'
import type { ExternalSigner } from '../index.ts'
import { keyPair } from './key-pair.ts'

export interface TestKey {
  alg: string
  pair: CryptoKeyPair
  privateJwk: JWK
  publicJwk: JWK
}

/** A key whose private half can be exported: a new one, or for Ed25519 one of two. */
export async function testKey(alg: string, which: 0 | 1 = 0): Promise<TestKey> {
  const pair = await keyPair(alg, { which })
  return { alg, pair, privateJwk: await exportJWK(pair.privateKey), publicJwk: await exportJWK(pair.publicKey) }
}

const signatures: Record<string, object> = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  EdDSA: { name: 'Ed25519' },
}

/** A fake KMS, with the bytes that it signed. */
export function testKms({ alg, pair, publicJwk }: TestKey): ExternalSigner & { signed: Uint8Array[] } {
  const signed: Uint8Array[] = []
  return {
    alg,
    kid: 'kms',
    publicJwk,
    signed,
    async sign(bytes) {
      signed.push(bytes)
      const algorithm = signatures[alg] as AlgorithmIdentifier
      return new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, bytes as BufferSource))
    },
  }
}
