import type { CryptoKey } from 'jose'

/** A `CryptoKeyPair` of WebCrypto. Declared here for programs that compile without the DOM's types. */
export interface DPoPKeyPair {
  publicKey: CryptoKey
  privateKey: CryptoKey
}

/**
 * Where a page stores its key between loads, such as an entry in IndexedDB. Store the `CryptoKeyPair` itself, not JSON: then its
 * private key stays unreadable.
 *
 * @example
 * ```ts
 * import { get, update } from 'idb-keyval'
 *
 * const keyStore = {
 *   get: () => get<CryptoKeyPair>('dpop'),
 *   set: (keyPair: CryptoKeyPair) => update<CryptoKeyPair>('dpop', (kept) => kept ?? keyPair),
 * }
 * ```
 */
export interface DPoPKeyStore {
  get(): Promise<DPoPKeyPair | undefined>
  /**
   * Stores a new key. If the store has one by now, it should keep that one. The store is read again afterwards and its key is
   * used, so that two tabs that start at the same time use the same key.
   */
  set(keyPair: DPoPKeyPair): Promise<unknown>
}
