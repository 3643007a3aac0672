import { underLock } from '../bounded-lock.ts'
import { inTime } from '../in-time.ts'
import type { Lock } from '../lock.ts'
import { storeFailed } from '../session-errors.ts'
import type { Policy } from '../source-settings.ts'
import { type TokenStore, ttlOptions } from '../token-store.ts'
import { type StoredSession, storedSessionIn } from './stored-session.ts'

/** The store's record when it was last read or written. */
export interface Seen {
  text: string | undefined
  record?: StoredSession | undefined
  /** What a write replaced. */
  before?: StoredSession | undefined
}

/** The record of a session in a store. Each call rejects with `store_failed` if the store fails or hangs. */
export interface SessionStore {
  read(): Promise<Seen>
  /**
   * Replaces the record that was read; undefined if the store holds something else, before or after. With `passing`, the write counts
   * even if another process has overwritten it since.
   */
  swap(seen: Seen, record: StoredSession, passing?: boolean): Promise<Seen | undefined>
  /** Removes the record that was read. */
  remove(seen: Seen): Promise<void>
}

export interface SessionStoreSettings extends Pick<Policy, 'clock' | 'timeoutMs'> {
  lock?: Lock | undefined
  sessionTtlMs?: number | undefined
}

const day = 86_400_000

/**
 * Reads and writes a session's record, one write at a time. It compares before a write and reads after it, because a store may not compare.
 * Writes to such a store are made under the lock, if there is one.
 */
export function createSessionStore(
  store: TokenStore,
  key: () => Promise<string>,
  { clock, timeoutMs, lock, sessionTtlMs = Infinity }: SessionStoreSettings,
): SessionStore {
  let queue: Promise<unknown> = Promise.resolve()
  let compares = false

  const withKey = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
    try {
      const name = await key()
      return await inTime(() => work(name), clock, timeoutMs)
    } catch (thrown) {
      throw storeFailed(thrown)
    }
  }
  const alone = <T>(work: (name: string) => Promise<T>): Promise<T> => {
    // wait for the lock at most a sixteenth of the time: a refresh waits for its mark
    const bounds = { clock, waitMs: timeoutMs / 16 }
    const turn = queue.then(() =>
      withKey((name) => underLock(compares ? undefined : lock, `${name}:write`, bounds, () => work(name))),
    )
    queue = turn.catch(() => {})
    return turn
  }
  const get = async (name: string): Promise<string | undefined> => (await store.get(name)) ?? undefined

  return {
    read: () =>
      withKey(async (name) => {
        const text = await get(name)
        return { text, record: storedSessionIn(text) }
      }),
    swap: (seen, record, passing) =>
      alone(async (name) => {
        const text = JSON.stringify(record)
        if ((await get(name)) !== seen.text) return undefined
        const options = { expected: seen.text ?? null, ...ttlOptions(record.ended ? day : sessionTtlMs) }
        const written = await store.set(name, text, options)
        compares ||= written === true
        if (written === false) return undefined
        const found = await get(name)
        // if the old record is there, the write was lost
        if (found !== text && !(passing && written === true && found !== seen.text)) return undefined
        // a store that can't compare may still accept another process's write at the same moment
        if (written !== true && (await get(name)) !== text) return undefined
        return { text, record, before: seen.record }
      }),
    remove: ({ text }) =>
      alone(async (name) => {
        if (text !== undefined && (await get(name)) === text) await store.delete(name)
      }),
  }
}
