import type { Clock } from './clock.ts'

/** What `work` comes to within `ms` milliseconds; rejects after that. A store, lock or signer that hangs must not hang callers. The work may still end later. */
export async function inTime<T>(work: () => Promise<T>, clock: Clock, ms: number): Promise<T> {
  const end = new AbortController()
  const late = clock.sleep(ms, end.signal).then((): never => {
    throw new Error(`nothing came within ${ms} ms`)
  })
  try {
    return await Promise.race([late, (async () => work())()])
  } finally {
    end.abort()
  }
}
