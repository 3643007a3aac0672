import type { PublicKey } from 'grantkit'
import { exportJWK, type JWK } from 'jose'
import { keyPair } from './key-pair.ts'

/** A key pair of a server or client made for a test. */
export interface TestKey {
  alg: string
  kid: string
  privateKey: CryptoKey
  publicKey: CryptoKey
  /** As a server publishes it, with `kid`, `alg` and `use`. */
  publicJwk: PublicKey
  privateJwk: JWK
}

const made = new Map<string, Promise<TestKey>>()

/** The key with this name. Each test file makes it once, because making RSA keys takes long. */
export function testKey(alg = 'RS256', kid: string = alg.toLowerCase(), modulusLength = 2048): Promise<TestKey> {
  const name = `${alg} ${kid}`
  const key = made.get(name) ?? generate(alg, kid, modulusLength)
  made.set(name, key)
  return key
}

async function generate(alg: string, kid: string, modulusLength: number): Promise<TestKey> {
  const { privateKey, publicKey } = await keyPair(alg, { modulusLength })
  const about = { alg, kid, use: /^(RSA-|ECDH)/.test(alg) ? 'enc' : 'sig' }
  return {
    alg,
    kid,
    privateKey,
    publicKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...about } as PublicKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...about },
  }
}

/** A key of 1024 bits, which the jose library refuses to make. */
export async function weakKey(): Promise<TestKey> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const about = { alg: 'RS256', kid: 'weak' }
  const publicJwk = { ...(await exportJWK(publicKey)), ...about } as PublicKey
  return { ...about, privateKey, publicKey, publicJwk, privateJwk: await exportJWK(privateKey) }
}
