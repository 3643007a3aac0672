import { inTime } from '../in-time.ts'
import type { Policy } from '../source-settings.ts'
import { storeFailed } from '../token-source-error.ts'
import type { TokenStore } from '../token-store.ts'
import { type SessionRecord, sessionRecordIn } from './session-record.ts'

/** What the store held when it was read, or holds since it was written. */
export interface Seen {
  text: string | undefined
  record: SessionRecord | undefined
}

/** The one record of a session in a store. Everything rejects with `store_failed` where the store does. */
export interface SessionStore {
  read(): Promise<Seen>
  /** Writes in place of what was seen; undefined where something else is there by now. */
  swap(seen: Seen, record: SessionRecord, ttlMs?: number): Promise<Seen | undefined>
  /** Writes whatever is there. */
  write(record: SessionRecord): Promise<void>
  remove(): Promise<void>
}

/** Reads and writes a session's record; compares by itself, as well as can be, where the store can't. */
export function createSessionStore(
  store: TokenStore,
  key: () => Promise<string>,
  { clock, timeoutMs }: Pick<Policy, 'clock' | 'timeoutMs'>,
  sessionTtlMs?: number,
): SessionStore {
  // one that has answered yes can compare; others resolve to whatever they like
  let compares = false

  const told = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
    const name = await key()
    try {
      return await inTime(() => work(name), clock, timeoutMs)
    } catch (thrown) {
      throw storeFailed(thrown)
    }
  }

  return {
    read: () =>
      told(async (name) => {
        const text = (await store.get(name)) ?? undefined
        return { text, record: sessionRecordIn(text) }
      }),
    swap: (seen, record, ttlMs = sessionTtlMs) =>
      told(async (name) => {
        const text = JSON.stringify(record)
        const holds = async (expected: string | undefined): Promise<boolean> =>
          ((await store.get(name)) ?? undefined) === expected
        if (!compares && !(await holds(seen.text))) return undefined
        const written = await store.set(name, text, { expected: seen.text ?? null, ...(ttlMs && { ttlMs }) })
        compares = written === true
        if (written === false || !(compares || (await holds(text)))) return undefined
        return { text, record }
      }),
    write: (record) =>
      told(async (name) => {
        await store.set(name, JSON.stringify(record), { ...(sessionTtlMs && { ttlMs: sessionTtlMs }) })
      }),
    remove: () => told(async (name) => void (await store.delete(name))),
  }
}
