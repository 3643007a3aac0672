import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { TokenStore } from './token-store.ts'

export interface MemoryStoreSettings {
  /** How many values are kept; one more, and the one that nobody has read or written for the longest is forgotten. @default 100000 */
  maxEntries?: number
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: () => number
}

interface Entry {
  value: string
  goneAt: number
}

/** A store in this process's memory, which forgets what is past its lifetime and what has been left alone for the longest. */
export function createMemoryStore(settings: MemoryStoreSettings = {}): TokenStore {
  checkObject('settings', settings)
  const { maxEntries = 100_000, now = () => Date.now() } = settings
  if (!(maxEntries >= 1)) misuse('maxEntries', 'how many values to keep, 1 or more')
  // a map iterates in the order of insertion: the first is the one left alone for the longest
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
