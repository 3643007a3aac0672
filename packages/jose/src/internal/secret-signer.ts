import { misuse } from 'grantkit/internal/misuse'
import { webCrypto } from 'grantkit/internal/web-crypto'
import { signatureAlgorithm } from '../jws/algorithms.ts'
import { type AboutKey, type JwtSigner, signerWith } from './crypto-key-signer.ts'

/** A signer for a secret that client and server share. Throws if it is shorter than the hash (RFC 7518 section 3.2). */
export function secretSignerOf(key: string | Uint8Array, { alg = 'HS256', kid }: AboutKey): JwtSigner {
  if (!/^HS(256|384|512)$/.test(alg)) misuse('alg', '"HS256", "HS384" or "HS512" for a secret')
  const isText = typeof key === 'string'
  if (isText && key.includes('-----BEGIN')) misuse('key', 'a CryptoKey: importPKCS8 of jose makes one from PEM')
  // a copy: the caller may overwrite the original
  const secret = isText ? new TextEncoder().encode(key) : new Uint8Array(key)
  const algorithm = signatureAlgorithm(alg)
  const needed = algorithm.saltLength
  if (secret.length < needed) misuse('key', `a secret of ${needed} bytes or more for ${alg}`)
  return signerWith(alg, kid, async () => webCrypto().importKey('raw', secret, algorithm, false, ['sign']))
}
