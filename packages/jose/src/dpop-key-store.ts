import type { CryptoKey } from 'jose'

/** A key with both its halves: a `CryptoKeyPair` of WebCrypto, under a name that compilers without a page's types know, too. */
export interface DPoPKeyPair {
  publicKey: CryptoKey
  privateKey: CryptoKey
}

/**
 * Where a page keeps its key between loads, such as one entry in IndexedDB: a `CryptoKeyPair` survives there, though not as
 * JSON, without ever showing its private half.
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
   * Keeps a new key; where there is one by now, that one should stay. The store is read again afterwards, and what it holds
   * then is used: so two tabs that start at once end with one key.
   */
  set(keyPair: DPoPKeyPair): Promise<unknown>
}
