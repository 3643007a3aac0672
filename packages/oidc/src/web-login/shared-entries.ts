import type { Lock, TokenStore } from '@grantkit/tokens'
import { inTime, pause, storeFailed, systemClock, underLock } from '@grantkit/tokens/internal'
import { sha256 } from 'grantkit/internal/sha256'

/** Texts in the store that several processes change. Each call rejects with a `TokenSourceError` (`store_failed`) if the store fails or hangs. */
export interface SharedEntries {
  read(name: string): Promise<string | undefined>
  /**
   * Replaces the text by the result of `change` and retries if another process changed it meanwhile. `ttlMs` gives the lifetime. Undefined leaves it
   * unchanged. Resolves to the previous text.
   */
  change(
    name: string,
    change: (text: string | undefined) => string | undefined,
    ttlMs: () => number,
  ): Promise<string | undefined>
}

export interface SharedEntriesParts {
  store: TokenStore
  lock: Lock
  now?: (() => number) | undefined
  timeoutMs?: number | undefined
}

/** @param prefix The prefix of the names in the store; the rest is hashed. */
export function createSharedEntries(
  prefix: string,
  { store, lock, now, timeoutMs = 10_000 }: SharedEntriesParts,
): SharedEntries {
  const clock = systemClock(now)
  const withKey = async <T>(name: string, work: (key: string) => Promise<T>): Promise<T> => {
    const key = `${prefix}:${await sha256(name)}`
    try {
      return await inTime(() => work(key), clock, timeoutMs)
    } catch (thrown) {
      throw storeFailed(thrown)
    }
  }
  const get = async (key: string): Promise<string | undefined> => (await store.get(key)) ?? undefined

  return {
    read: (name) => withKey(name, get),
    change: (name, change, ttlMs) =>
      withKey(name, (key) =>
        underLock(lock, key, { clock, waitMs: timeoutMs / 4 }, async () => {
          for (let tries = 0; tries < 20; tries++) {
            const before = await get(key)
            const text = change(before)
            if (text === undefined || text === before) return before
            const options = { expected: before ?? null, ttlMs: Math.max(1, Math.ceil(ttlMs())) }
            const written = await store.set(key, text, options)
            // in a store that can't compare, another process may have overwritten it
            if (written === true || (written !== false && (await get(key)) === text)) return before
            await pause(clock, 5 + tries * 5)
          }
          throw new Error('the store keeps no write')
        }),
      ),
  }
}
