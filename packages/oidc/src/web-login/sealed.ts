import { checkObject, misuse } from 'grantkit/internal/misuse'
import { CompactEncrypt, type CryptoKey, compactDecrypt } from 'jose'

/** A key to seal cookies with, and its id. */
export interface SealingKey {
  /** Identifies the key. It can be read in each cookie. */
  id: string
  /** 32 random bytes, or a WebCrypto AES-GCM key of 256 bits that may encrypt and decrypt. */
  key: Uint8Array | CryptoKey
}

/** Texts that only this app can read or make. */
export interface Seal {
  /** @param purpose The purpose of the text: it can only be opened with the same purpose. */
  seal(purpose: string, value: unknown, expiresAt: number): Promise<string>
  /** The sealed value; undefined if it is invalid or has expired. */
  open(purpose: string, text: string | undefined, now: number): Promise<unknown>
}

/** Seals each value as a JWE (RFC 7516: `dir`, `A256GCM`). The first key seals; all keys open. */
export function createSeal(keys: readonly SealingKey[]): Seal {
  const [first] = checkKeys(keys)
  const byId = new Map(keys.map(({ id, key }) => [id, key]))

  return {
    seal(purpose, value, expiresAt) {
      const text = JSON.stringify([expiresAt, value])
      return new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.id, typ: purpose })
        .encrypt(first.key)
    },
    async open(purpose, text, now) {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          text ?? '',
          ({ kid = '' }) => byId.get(kid) ?? Promise.reject(new Error()),
          { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
        )
        const [expiresAt, value] = JSON.parse(new TextDecoder().decode(plaintext))
        return protectedHeader.typ === purpose && expiresAt > now ? value : undefined
      } catch {
        // from another app, sealed with a removed key, or changed
        return undefined
      }
    },
  }
}

function checkKeys(keys: readonly SealingKey[]): [SealingKey] {
  const fix = 'one or more { id, key }, each key of 32 random bytes; the first one seals, all of them open'
  if (!Array.isArray(keys) || !keys.length) misuse('keys', fix)
  for (const each of keys) {
    checkObject('keys', each)
    const { id, key } = each
    if (typeof id !== 'string' || !id) misuse('keys', 'an id with each key, such as the year')
    if (typeof key === 'string') misuse(`keys (${id})`, 'bytes: decode the text first')
    if (key instanceof Uint8Array ? key.length !== 32 : Object(key) !== key)
      misuse(`keys (${id})`, '32 random bytes, or a CryptoKey of AES-GCM with 256 bits')
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length) misuse('keys', 'another id for each key')
  return keys as unknown as [SealingKey]
}
