// The key is in IndexedDB, and no script can read its private half, so a stolen token can't be used elsewhere.
import { del, get, update } from 'idb-keyval'

export const keyStore = {
  get: () => get('dpop'),
  // if another tab was first, its key stays
  set: (keyPair) => update('dpop', (kept) => kept ?? keyPair),
}

export const forgetKey = () => del('dpop')
