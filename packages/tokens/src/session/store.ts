import { inTime } from '../in-time.ts'
import type { Policy } from '../source-settings.ts'
import { storeFailed } from '../token-source-error.ts'
import { keptFor, type TokenStore } from '../token-store.ts'
import { type SessionRecord, sessionRecordIn } from './record.ts'

/** What the store held when it was read, or holds since it was written. */
export interface Seen {
  text: string | undefined
  record: SessionRecord | undefined
}

/** The one record of a session in a store. Everything rejects with `store_failed` if the store does, or hangs. */
export interface SessionStore {
  read(): Promise<Seen>
  /** Writes in place of what was seen; undefined if the store holds something else, before or after. */
  swap(seen: Seen, record: SessionRecord): Promise<Seen | undefined>
  /** Removes what was seen. */
  remove(seen: Seen): Promise<void>
}

const day = 86_400_000

/** Reads and writes a session's record, one operation at a time. Compares by itself too, and reads what it wrote: a store may do neither. */
export function createSessionStore(
  store: TokenStore,
  key: () => Promise<string>,
  { clock, timeoutMs, sessionTtlMs = Infinity }: Policy & { sessionTtlMs?: number | undefined },
): SessionStore {
  let queue: Promise<unknown> = Promise.resolve()

  const told = <T>(work: (name: string) => Promise<T>): Promise<T> => {
    const run = async (): Promise<T> => {
      try {
        const name = await key()
        return await inTime(() => work(name), clock, timeoutMs)
      } catch (thrown) {
        throw storeFailed(thrown)
      }
    }
    const turn = queue.then(run)
    queue = turn.catch(() => {})
    return turn
  }
  const get = async (name: string): Promise<string | undefined> => (await store.get(name)) ?? undefined

  return {
    read: () =>
      told(async (name) => {
        const text = await get(name)
        return { text, record: sessionRecordIn(text) }
      }),
    swap: (seen, record) =>
      told(async (name) => {
        const text = JSON.stringify(record)
        if ((await get(name)) !== seen.text) return undefined
        const options = { expected: seen.text ?? null, ...keptFor(record.ended ? day : sessionTtlMs) }
        const written = await store.set(name, text, options)
        if (written === false || (await get(name)) !== text) return undefined
        // one that can't compare may still take in what another wrote in the same moment
        if (written !== true && (await get(name)) !== text) return undefined
        return { text, record }
      }),
    remove: ({ text }) =>
      told(async (name) => {
        if (text !== undefined && (await get(name)) === text) await store.delete(name)
      }),
  }
}
