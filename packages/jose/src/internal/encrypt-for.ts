import { misuse } from 'grantkit/internal/misuse'
import type { CryptoKey, JWK } from 'jose'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'
import { keyFault } from '../jws/key-fault.ts'
import { isCryptoKey } from './crypto-key-signer.ts'

/** The recipient's key and the algorithms of an encryption (RFC 7516). */
export interface RequestEncryption {
  /** The server's public key for encryption, such as the one with `use: 'enc'` in its JWKS. */
  key: CryptoKey | JWK
  /** The key management algorithm, such as `RSA-OAEP-256`. Required if the JWK has no `alg`. @default the one in the JWK */
  alg?: string
  /** The content encryption algorithm. The server's metadata lists those it supports. @default 'A256GCM' */
  enc?: string
  /** The key's ID. @default the one in the JWK */
  kid?: string
}

/** Throws for a key that isn't public. Returns a function that encrypts a signed JWT (RFC 7519 section 5.2). */
export async function encryptFor({
  key,
  enc = 'A256GCM',
  ...about
}: RequestEncryption): Promise<(jwt: string) => Promise<string>> {
  if (Object(key) !== key) misuse('encryption.key', 'a public CryptoKey or JWK')
  const isOwn = isCryptoKey(key)
  if (isOwn ? key.type !== 'public' : key.d || key.k || !key.kty) misuse('encryption.key', 'a public key')
  // a copy, because jose freezes a JWK that is passed to it
  const inJwk = isOwn ? undefined : { ...key }
  const fault = inJwk && (await keyFault(inJwk))
  if (fault) misuse('encryption.key', `another key: ${fault.message}`)
  const alg = about.alg ?? inJwk?.alg ?? misuse('encryption.alg', 'what the key is for, such as "RSA-OAEP-256"')
  const kid = about.kid ?? inJwk?.kid
  const header = { alg, enc, cty: 'JWT', ...(kid && { kid }) }
  return (jwt) =>
    new CompactEncrypt(new TextEncoder().encode(jwt))
      .setProtectedHeader(header)
      .encrypt(inJwk ?? key)
      // the original error might contain the request
      .catch(() => misuse('encryption', 'a key with its own alg and enc, which this runtime must support'))
}
