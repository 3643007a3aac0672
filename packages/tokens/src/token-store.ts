/** Where tokens are kept: three functions, so that anything can be a store. Values are text and hold secrets. */
export interface TokenStore {
  /** The value, or undefined where there is none. */
  get(key: string): Promise<string | undefined>
  /**
   * Writes a value. Where `expected` is said (`null` for "nothing there"), only if that is what the store holds: resolves to
   * false where it isn't, and to anything else once it is written. A store that can't compare ignores it; a lock then has to
   * keep others away.
   */
  set(key: string, value: string, options?: SetOptions): Promise<unknown>
  delete(key: string): Promise<unknown>
}

export interface SetOptions {
  /** What must be there for the value to be written; `null` for nothing. */
  expected?: string | null
  /** After how many milliseconds the value may be forgotten. @default never */
  ttlMs?: number
}
