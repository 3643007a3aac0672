import type { Clock, TokenStore } from '@grantkit/tokens'
import { inTime } from '@grantkit/tokens/internal/in-time'
import { createStore, del, get, keys, type UseStore, update } from 'idb-keyval'

/** The one database of a client: its session and its keys, so that they are deleted together. */
export interface Database {
  get<T>(key: string): Promise<T | undefined>
  /** Reads and writes in one step. `change` returns the new value. */
  update<T>(key: string, change: (held: T | undefined) => T | undefined): Promise<void>
  delete(key: string): Promise<void>
  keys(): Promise<string[]>
  /** False if the page's memory is used because IndexedDB failed. */
  lasting(): boolean
  /** Keeps everything in memory from now on. */
  forget(): void
}

const patienceMs = 3000

/** The IndexedDB database of that name; memory if the browser has none, forbids it, or doesn't open it in time. */
export function openDatabase(name: string | undefined, clock: Clock, onMemory: () => void): Database {
  const memory = new Map<string, unknown>()
  let opened: Promise<UseStore | undefined> | undefined
  let inMemory = false
  const forget = (): void => {
    opened = Promise.resolve(undefined)
    if (!inMemory && name !== undefined) onMemory()
    inMemory = true
  }
  const open = async (): Promise<UseStore | undefined> => {
    if (name === undefined) return undefined
    try {
      const store = releasing(createStore(name, 'grantkit'))
      await inTime(() => get('session', store), clock, patienceMs)
      return store
    } catch {
      forget()
      return undefined
    }
  }
  const opening = (): Promise<UseStore | undefined> => {
    opened ??= open()
    return opened
  }
  return {
    async get<T>(key: string) {
      const store = await opening()
      return store ? get<T>(key, store) : (memory.get(key) as T | undefined)
    },
    async update<T>(key: string, change: (held: T | undefined) => T | undefined) {
      const store = await opening()
      if (store) await update<T | undefined>(key, change, store)
      else memory.set(key, change(memory.get(key) as T | undefined))
    },
    async delete(key) {
      const store = await opening()
      if (store) await del(key, store)
      else memory.delete(key)
    },
    async keys() {
      const store = await opening()
      return store ? keys<string>(store) : [...memory.keys()]
    },
    lasting: () => !inMemory,
    forget,
  }
}

/** The same store, which lets others delete the database: idb-keyval opens it again when it is next used. */
function releasing(store: UseStore): UseStore {
  return (mode, use) =>
    store(mode, (entries) => {
      const { db } = entries.transaction
      db.onversionchange ??= (event) => {
        db.close()
        db.onclose?.(event)
      }
      return use(entries)
    })
}

/** The session in a database, as a token store. It holds one session and ignores the key. */
export function databaseStore(database: Database): TokenStore {
  return {
    get: async () => textIn(await database.get('session')),
    async set(_, value, { expected } = {}) {
      let written = true
      await database.update('session', (held) => {
        written = expected === undefined || (textIn(held) ?? null) === expected
        return written ? value : held
      })
      return written
    },
    delete: () => database.delete('session'),
  }
}

/** Other code may have written anything. */
function textIn(held: unknown): string | undefined {
  return typeof held === 'string' ? held : undefined
}
