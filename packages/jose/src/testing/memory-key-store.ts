import type { DPoPKeyStore } from '../index.ts'

/** Keeps the first key, as IndexedDB would by an update; `kept` is in it from the start. */
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
