import type { TokenStore } from '@grantkit/tokens'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LateCode } from '../late-code.ts'
import { type Database, databaseStore } from './database.ts'
import type { SafeStorage } from './safe-storage.ts'
import { tabStore } from './tab-store.ts'

export interface SessionStoreParts {
  settings: Pick<BrowserClientSettings, 'keep' | 'encrypt' | 'store'>
  name: string
  database: Database
  /** The storage of this tab. */
  tab: SafeStorage
  chunks: Pick<LateCode, 'encryption'>
  /** Ends what a store holds on to. */
  signal: AbortSignal
}

/** Where the session is kept, as the settings say. */
export function sessionStore({ settings, name, database, tab, chunks, signal }: SessionStoreParts): TokenStore {
  const { keep = 'browser', encrypt, store } = settings
  if (store) return store
  if (keep === 'tab') return tabStore(name, tab, signal)
  const plain = databaseStore(database)
  if (!encrypt || keep === 'memory') return plain
  return lazyStore(async () => (await chunks.encryption()).encryptStore(plain, database))
}

/** A store whose code is loaded at the first use. */
function lazyStore(open: () => Promise<TokenStore>): TokenStore {
  let opened: Promise<TokenStore> | undefined
  const store = (): Promise<TokenStore> => {
    opened ??= open()
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }
  return {
    get: async (key) => (await store()).get(key),
    set: async (key, value, options) => (await store()).set(key, value, options),
    delete: async (key) => (await store()).delete(key),
  }
}
