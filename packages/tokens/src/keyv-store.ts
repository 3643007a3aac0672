import { checkObject, misuse } from 'grantkit/internal/misuse'
import { checkMethods } from './internal/check-methods.ts'
import type { TokenStore } from './token-store.ts'

/** The members of a `keyv` that are used here. */
export interface KeyvLike {
  get(key: string): Promise<unknown>
  set(key: string, value: string, ttlMs?: number): Promise<unknown>
  delete(key: string): Promise<unknown>
  /** Whether an outage throws. Its adapter may have its own setting. */
  throwOnErrors?: boolean
  store?: unknown
}

export interface KeyvStoreSettings {
  /**
   * Writes `value` if the backend holds `expected` (`null` for nothing) under `key`, in one atomic step;
   * resolves to whether it has written. It bypasses keyv, so it must use the same key and value format as keyv: see {@link createKeyvStore}.
   * @default reads, compares, writes: a write in between is lost, unless a lock prevents it
   */
  compareAndSet?: (key: string, expected: string | null, value: string, ttlMs: number | undefined) => Promise<boolean>
}

/**
 * A store in the backend of a `keyv`: Redis, PostgreSQL, SQLite and so on. The keyv must have `throwOnErrors`:
 * otherwise an outage would look like an empty store and end the session.
 *
 * keyv itself can't compare and swap. If the backend can, pass `compareAndSet`. With Redis, two settings make
 * that easy: one prefix for the keys instead of two, and the text itself as the value (Redis has the expiry).
 *
 * @example
 * ```ts
 * const redis = new KeyvRedis('redis://localhost:6379', { namespace: 'tokens', throwOnErrors: true })
 * const keyv = new Keyv({
 *   store: redis,
 *   namespace: 'tokens',
 *   useKeyPrefix: false,
 *   throwOnErrors: true,
 *   serialize: ({ value }) => value,
 *   deserialize: (value) => ({ value }),
 * })
 * const script = `
 *   if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
 *   redis.call('SET', KEYS[1], ARGV[2])
 *   if ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
 *   return 1`
 * const store = createKeyvStore(keyv, {
 *   async compareAndSet(key, expected, value, ttlMs) {
 *     const client = await redis.getClient()
 *     const keys = [redis.createKeyPrefix(key, redis.namespace)]
 *     return (await client.eval(script, { keys, arguments: [expected ?? '', value, `${ttlMs ?? ''}`] })) === 1
 *   },
 * })
 * ```
 */
export function createKeyvStore(keyv: KeyvLike, settings: KeyvStoreSettings = {}): TokenStore {
  checkMethods('keyv', keyv, 'get, set and delete')
  checkObject('settings', settings)
  const { compareAndSet } = settings
  const { throwOnErrors } = (keyv.store ?? {}) as { throwOnErrors?: boolean }
  if (keyv.throwOnErrors === false || throwOnErrors === false) {
    misuse('keyv', 'one with throwOnErrors: true, in keyv and in its adapter')
  }
  const get = async (key: string): Promise<string | undefined> => {
    const value = await keyv.get(key)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string')
      throw new Error('the keyv holds something that is no text under a key of the token store')
    return value
  }
  return {
    get,
    async set(key, value, { expected, ttlMs } = {}) {
      if (expected !== undefined) {
        if (compareAndSet) return compareAndSet(key, expected, value, ttlMs)
        if (((await get(key)) ?? null) !== expected) return false
      }
      if ((await keyv.set(key, value, ttlMs)) === false) throw new Error('the keyv has not taken the value')
      // not `true`: that would promise that no other write came in between
      return undefined
    },
    delete: (key) => keyv.delete(key),
  }
}
