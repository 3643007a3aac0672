/** A store for tokens: three functions, so that anything can be a store. Values are text and contain secrets. */
export interface TokenStore {
  /** The value, or undefined if there is none. */
  get(key: string): Promise<string | undefined>
  /**
   * Writes a value. With `expected` (`null` for "no value"), only if the store holds exactly that: resolves to
   * false if it doesn't, and to anything else after writing. A store that can't compare ignores `expected`; use a lock then.
   */
  set(key: string, value: string, options?: SetOptions): Promise<unknown>
  delete(key: string): Promise<unknown>
}

export interface SetOptions {
  /** The value that must be stored for the write to happen; `null` for no value. */
  expected?: string | null
  /** After how many milliseconds the value may be removed; a whole number from 1. @default never */
  ttlMs?: number
}

/** The lifetime of a value in a store, in whole milliseconds: some stores accept nothing else. */
export function ttlOptions(ms: number): SetOptions {
  return ms < Infinity ? { ttlMs: Math.max(1, Math.ceil(ms)) } : {}
}
