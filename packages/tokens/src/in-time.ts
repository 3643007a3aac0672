import type { Clock } from './clock.ts'

/** What a store comes to within `ms` milliseconds: one that hangs must not hang whoever wants a token. Its work may still end later. */
export async function inTime<T>(work: () => Promise<T>, clock: Clock, ms: number): Promise<T> {
  const end = new AbortController()
  const late = clock.sleep(ms, end.signal).then(() => {
    throw new Error(`the store has not answered within ${ms} ms`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([work(), late])
  } finally {
    end.abort()
  }
}
