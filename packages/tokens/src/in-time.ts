import type { Clock } from './clock.ts'

/**
 * What `work` comes to within `ms` milliseconds; after that what `late` comes to, which rejects by default. A store, lock, signer or
 * client that hangs must not hang callers. The work may still end later.
 */
export async function inTime<T>(
  work: () => Promise<T>,
  clock: Clock,
  ms: number,
  late: () => T = () => {
    throw new Error(`no result within ${ms} ms`)
  },
): Promise<T> {
  const end = new AbortController()
  try {
    return await Promise.race([clock.sleep(ms, end.signal).then(late), (async () => work())()])
  } finally {
    end.abort()
  }
}
