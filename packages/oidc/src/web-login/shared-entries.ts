import type { Lock, TokenStore } from '@grantkit/tokens'
import { inTime, pause, storeFailed, systemClock, underLock } from '@grantkit/tokens/internal'
import { sha256 } from 'grantkit/internal/sha256'

/** Texts in the store that several processes change. All rejects with a `TokenSourceError` (`store_failed`) if the store does, or hangs. */
export interface SharedEntries {
  read(name: string): Promise<string | undefined>
  /**
   * Writes what `change` makes of the text, until it is what is there, for as long as `ttlMs` says then; undefined leaves it
   * as it is. Resolves to what was there before.
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

/** @param prefix What the names begin with in the store; the rest of them is hashed. */
export function createSharedEntries(
  prefix: string,
  { store, lock, now, timeoutMs = 10_000 }: SharedEntriesParts,
): SharedEntries {
  const clock = systemClock(now)
  const told = async <T>(name: string, work: (key: string) => Promise<T>): Promise<T> => {
    const key = `${prefix}:${await sha256(name)}`
    try {
      return await inTime(() => work(key), clock, timeoutMs)
    } catch (thrown) {
      throw storeFailed(thrown)
    }
  }
  const get = async (key: string): Promise<string | undefined> => (await store.get(key)) ?? undefined

  return {
    read: (name) => told(name, get),
    change: (name, change, ttlMs) =>
      told(name, (key) =>
        underLock(lock, key, { clock, waitMs: timeoutMs / 4 }, async () => {
          for (let tries = 0; tries < 20; tries++) {
            const before = await get(key)
            const text = change(before)
            if (text === undefined || text === before) return before
            const options = { expected: before ?? null, ttlMs: Math.max(1, Math.ceil(ttlMs())) }
            const written = await store.set(key, text, options)
            // one that can't compare may have been written over
            if (written === true || (written !== false && (await get(key)) === text)) return before
            await pause(clock, 5 + tries * 5)
          }
          throw new Error('it keeps no write')
        }),
      ),
  }
}
