import { checkObject, misuse } from 'grantkit/internal/misuse'
import { CompactEncrypt, type CryptoKey, compactDecrypt } from 'jose'
import { checkMethods } from './internal/check-methods.ts'
import type { TokenStore } from './token-store.ts'

/** An encryption key and its id. */
export interface EncryptionKey {
  /** Identifies the key. It is stored, readable, with each value. */
  id: string
  /** 32 random bytes, or a WebCrypto AES-GCM key of 256 bits that may encrypt and decrypt. */
  key: Uint8Array | CryptoKey
}

export interface EncryptedStoreSettings {
  /** The first key encrypts; all keys decrypt. To change keys, put the new one first and keep the old one until all values are rewritten. */
  keys: readonly EncryptionKey[]
}

/**
 * A store that encrypts its values in another store. Each value is a JWE (RFC 7516: `dir`, `A256GCM`), bound to its key in
 * the store: a value that was moved to another key is refused. Its functions reject if a value can't be
 * decrypted; such a value doesn't count as missing.
 */
export function createEncryptedStore(store: TokenStore, settings: EncryptedStoreSettings): TokenStore {
  checkMethods('store', store, 'get, set and delete')
  checkObject('settings', settings)
  const { keys } = settings
  if (!Array.isArray(keys) || keys.some((each) => Object(each) !== each)) misuse('keys', 'a list of { id, key }')
  const byId = new Map(keys.map(({ id, key }) => [id, key]))
  const [first] = keys
  if (!first || byId.size < keys.length) misuse('keys', 'one key or more, each with its own id')
  for (const { id, key } of keys) {
    if (typeof id !== 'string' || !id) misuse('keys', 'an id with each key')
    if (key instanceof Uint8Array && key.length !== 32) misuse('keys', 'keys of 32 bytes')
  }

  const encrypt = (key: string, value: string): Promise<string> =>
    new CompactEncrypt(new TextEncoder().encode(value))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.id, storeKey: key })
      .encrypt(first.key)

  const decrypt = async (key: string, value: string): Promise<string> => {
    let wrote: string | undefined
    const decrypted = await compactDecrypt(
      value,
      ({ kid = '' }) => {
        wrote = kid
        return byId.get(kid) ?? Promise.reject(new Error())
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    ).catch(() => undefined)
    if (!decrypted) {
      if (wrote === undefined) throw new Error('a stored value is not encrypted as this store does it')
      throw new Error(
        byId.has(wrote)
          ? 'a stored value was changed, or encrypted with another key of the same id'
          : 'a stored value is encrypted with a key that the store does not have: keep old keys until all values are rewritten',
      )
    }
    if (decrypted.protectedHeader.storeKey !== key) throw new Error('a stored value was written under another key')
    return new TextDecoder().decode(decrypted.plaintext)
  }

  return {
    async get(key) {
      const held = await store.get(key)
      // some backends say null for nothing
      return held == null ? undefined : decrypt(key, held)
    },
    async set(key, value, options = {}) {
      const { expected } = options
      if (typeof expected !== 'string') return store.set(key, await encrypt(key, value), options)
      // ciphertexts always differ: so compare the texts here, then compare the ciphertext in the store
      const held = await store.get(key)
      if (held == null || (await decrypt(key, held)) !== expected) return false
      return store.set(key, await encrypt(key, value), { ...options, expected: held })
    },
    delete: (key) => store.delete(key),
  }
}
