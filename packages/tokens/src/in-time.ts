import type { Clock } from './clock.ts'

/**
 * The result of `work` within `ms` milliseconds; after that the result of `late`, which rejects by default. A store, lock, signer or
 * client that hangs must not block callers. The work may still end later.
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
