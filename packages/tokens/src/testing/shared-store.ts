import type { TokenStore } from '../index.ts'

/** A store that many sources share, and that a test can look into and break. */
export interface SharedStore extends TokenStore {
  texts: Map<string, string>
  /** While it is there, each operation that it says yes to rejects. */
  down: ((operation: 'get' | 'set' | 'delete', text?: string) => boolean) | undefined
  /** The one record in it. */
  record(): Record<string, unknown> | undefined
  /** Changes the record behind everybody's back. */
  edit(changes: Record<string, unknown>): void
}

/** Compares if `compares`; else it is the least that a store can be: three functions over a map. */
export function sharedStore({ compares = true } = {}): SharedStore {
  const texts = new Map<string, string>()
  const fail = (operation: 'get' | 'set' | 'delete', text?: string): void => {
    if (store.down?.(operation, text)) throw new Error(`down: ${text}`)
  }
  const store: SharedStore = {
    texts,
    down: undefined,
    record: () => JSON.parse([...texts.values()][0] ?? 'null') ?? undefined,
    edit(changes) {
      const [key = '', text = '{}'] = [...texts][0] ?? []
      texts.set(key, JSON.stringify({ ...JSON.parse(text), ...changes }))
    },
    async get(key) {
      fail('get')
      return texts.get(key)
    },
    async set(key, value, options) {
      fail('set', value)
      if (compares && options?.expected !== undefined && (texts.get(key) ?? null) !== options.expected) return false
      texts.set(key, value)
      return compares ? true : undefined
    },
    async delete(key) {
      fail('delete')
      texts.delete(key)
    },
  }
  return store
}
