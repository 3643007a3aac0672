import type { TokenStore } from '@grantkit/tokens'
import { remembered } from '@grantkit/tokens/internal/remembered'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LazyImports } from '../lazy-imports.ts'
import { type Database, databaseStore } from './database.ts'
import type { SafeStorage } from './safe-storage.ts'
import { tabStore } from './tab-store.ts'

export interface SessionStoreParts {
  settings: Pick<BrowserClientSettings, 'keep' | 'encrypt' | 'store'>
  name: string
  database: Database
  /** The storage of this tab. */
  tab: SafeStorage
  chunks: Pick<LazyImports, 'encryption'>
}

/** The store of the session, as chosen by the settings. */
export function sessionStore({ settings, name, database, tab, chunks }: SessionStoreParts): TokenStore {
  const { keep = 'browser', encrypt, store } = settings
  if (store) return store
  if (keep === 'tab') return tabStore(name, tab)
  const plain = databaseStore(database)
  if (!encrypt || keep === 'memory') return plain
  const open = remembered(async () => (await chunks.encryption()).encryptStore(plain, database))
  return {
    // where nothing is, there is nothing to decrypt
    get: async (key) => ((await plain.get(key)) === undefined ? undefined : (await open()).get(key)),
    set: async (key, value, options) => (await open()).set(key, value, options),
    delete: plain.delete,
  }
}
