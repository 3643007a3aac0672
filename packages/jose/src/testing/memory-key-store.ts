import type { DPoPKeyStore } from '../index.ts'

/** Keeps the first key that is stored, like an `update` of IndexedDB. `kept` is the initial content. */
export function memoryKeyStore(kept?: CryptoKeyPair): DPoPKeyStore & { kept: CryptoKeyPair | undefined } {
  const store = {
    kept,
    get: async () => store.kept,
    async set(keyPair: CryptoKeyPair) {
      store.kept ??= keyPair
    },
  }
  return store
}
