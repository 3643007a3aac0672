import { underLock } from '../bounded-lock.ts'
import { inTime } from '../in-time.ts'
import type { Lock } from '../lock.ts'
import { storeFailed } from '../session-errors.ts'
import type { Policy } from '../source-settings.ts'
import { keptFor, type TokenStore } from '../token-store.ts'
import { type StoredSession, storedSessionIn } from './stored-session.ts'

/** What the store held when it was read, or holds since it was written. */
export interface Seen {
  text: string | undefined
  record?: StoredSession | undefined
  /** What a write replaced. */
  before?: StoredSession | undefined
}

/** The one record of a session in a store. Everything rejects with `store_failed` if the store does, or hangs. */
export interface SessionStore {
  read(): Promise<Seen>
  /**
   * Writes in place of what was seen; undefined if the store holds something else, before or after. With `passing`, a write counts
   * that was there, even if somebody has written over it since.
   */
  swap(seen: Seen, record: StoredSession, passing?: boolean): Promise<Seen | undefined>
  /** Removes what was seen. */
  remove(seen: Seen): Promise<void>
}

export interface SessionStoreSettings extends Pick<Policy, 'clock' | 'timeoutMs'> {
  lock?: Lock | undefined
  sessionTtlMs?: number | undefined
}

const day = 86_400_000

/**
 * Reads and writes a session's record, one write at a time. Compares by itself too, and reads what it wrote: a store may do neither.
 * Writes to a store that doesn't compare are made under the lock, if there is one, so that nobody comes between.
 */
export function createSessionStore(
  store: TokenStore,
  key: () => Promise<string>,
  { clock, timeoutMs, lock, sessionTtlMs = Infinity }: SessionStoreSettings,
): SessionStore {
  let queue: Promise<unknown> = Promise.resolve()
  let compares = false

  const told = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
    try {
      const name = await key()
      return await inTime(() => work(name), clock, timeoutMs)
    } catch (thrown) {
      throw storeFailed(thrown)
    }
  }
  const alone = <T>(work: (name: string) => Promise<T>): Promise<T> => {
    // a lock that can't be had costs a sixteenth of the time, for a refresh waits for its mark
    const bounds = { clock, waitMs: timeoutMs / 16 }
    const turn = queue.then(() =>
      told((name) => underLock(compares ? undefined : lock, `${name}:write`, bounds, () => work(name))),
    )
    queue = turn.catch(() => {})
    return turn
  }
  const get = async (name: string): Promise<string | undefined> => (await store.get(name)) ?? undefined

  return {
    read: () =>
      told(async (name) => {
        const text = await get(name)
        return { text, record: storedSessionIn(text) }
      }),
    swap: (seen, record, passing) =>
      alone(async (name) => {
        const text = JSON.stringify(record)
        if ((await get(name)) !== seen.text) return undefined
        const options = { expected: seen.text ?? null, ...keptFor(record.ended ? day : sessionTtlMs) }
        const written = await store.set(name, text, options)
        compares ||= written === true
        if (written === false) return undefined
        const found = await get(name)
        // what was there before says that the write was lost
        if (found !== text && !(passing && written === true && found !== seen.text)) return undefined
        // one that can't compare may still take in what another wrote in the same moment
        if (written !== true && (await get(name)) !== text) return undefined
        return { text, record, before: seen.record }
      }),
    remove: ({ text }) =>
      alone(async (name) => {
        if (text !== undefined && (await get(name)) === text) await store.delete(name)
      }),
  }
}
