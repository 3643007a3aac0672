import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { TokenStore } from './token-store.ts'

export interface MemoryStoreSettings {
  /** The most values that are kept. With one more, the least recently used is removed. @default 100000 */
  maxEntries?: number
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: () => number
}

interface Entry {
  value: string
  goneAt: number
}

/** A store in this process's memory. It removes expired values and, if it is full, the least recently used. */
export function createMemoryStore(settings: MemoryStoreSettings = {}): TokenStore {
  checkObject('settings', settings)
  const { maxEntries = 100_000, now = () => Date.now() } = settings
  if (!(maxEntries >= 1)) misuse('maxEntries', 'how many values to keep, 1 or more')
  // a Map iterates in insertion order: the first one is the least recently used
  const entries = new Map<string, Entry>()

  const read = (key: string): string | undefined => {
    const entry = entries.get(key)
    if (!entry) return undefined
    entries.delete(key)
    if (entry.goneAt <= now()) return undefined
    entries.set(key, entry)
    return entry.value
  }

  return {
    get: async (key) => read(key),
    async set(key, value, { expected, ttlMs = Infinity } = {}) {
      if (expected !== undefined && (read(key) ?? null) !== expected) return false
      entries.delete(key)
      entries.set(key, { value, goneAt: now() + ttlMs })
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value!)
      return true
    },
    delete: async (key) => entries.delete(key),
  }
}
