// The key stays in IndexedDB, from where no script can read its private half: whoever steals a token can't use it elsewhere.
import { del, get, update } from 'idb-keyval'

export const keyStore = {
  get: () => get('dpop'),
  // where another tab was first, its key stays
  set: (keyPair) => update('dpop', (kept) => kept ?? keyPair),
}

export const forgetKey = () => del('dpop')
