/** `localStorage` or `sessionStorage` that never throws. */
export interface SafeStorage {
  /** Whether the browser keeps what is written. If not, it is in memory, for this page only. */
  lasting(): boolean
  get(key: string): string | undefined
  /** Returns false if the storage is full. */
  set(key: string, value: string): boolean
  remove(key: string): void
  /** The keys that start with `prefix`. */
  keys(prefix: string): string[]
}

/** The storage of that name. If it is missing or forbidden, at first or later, the page's memory is used. */
export function safeStorage(name: 'localStorage' | 'sessionStorage'): SafeStorage {
  const memory = new Map<string, string>()
  // in a frame with blocked cookies even reading the property throws
  const attempt = <T>(use: (storage: Storage) => T): { value: T } | undefined => {
    try {
      return { value: use((globalThis as unknown as Record<string, Storage>)[name] as Storage) }
    } catch {
      return undefined
    }
  }
  const lasting = (): boolean => !!attempt((storage) => storage.length + 1)?.value
  return {
    lasting,
    get: (key) => attempt((storage) => storage.getItem(key))?.value ?? memory.get(key),
    set(key, value) {
      if (attempt((storage) => storage.setItem(key, value))) return true
      if (lasting()) return false
      memory.set(key, value)
      return true
    },
    remove(key) {
      attempt((storage) => storage.removeItem(key))
      memory.delete(key)
    },
    keys: (prefix) =>
      [...(attempt(Object.keys)?.value ?? []), ...memory.keys()].filter((key) => key.startsWith(prefix)),
  }
}
