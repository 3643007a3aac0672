import { orAbort } from 'grantkit/internal/or-abort'
import type { Clock } from './clock.ts'
import { inTime } from './in-time.ts'
import type { Lock } from './lock.ts'

/** How long to wait for a lock, and what to call if that wasn't long enough. */
export interface LockBounds {
  clock: Clock
  waitMs: number
  onMissed?: (waitedMs: number) => void
  /** Ends the wait. The call then rejects with its reason. */
  signal?: AbortSignal
}

/**
 * Runs `task` under the lock, or without it if the wait takes longer than `waitMs`: a missing, stuck or broken lock
 * must not block callers. `task` runs once. Later results of the lock are ignored.
 */
export async function underLock<T>(
  lock: Lock | undefined,
  name: string,
  { clock, waitMs, onMissed, signal: ending }: LockBounds,
  task: () => Promise<T>,
): Promise<T> {
  if (!lock) return task()
  const waiting = new AbortController()
  const { signal } = waiting
  const start = clock.now()
  let running: Promise<T> | undefined
  const begin = (): Promise<T> => {
    // if the lock comes too late, the work is already done
    signal.throwIfAborted()
    running ??= task()
    return running
  }
  // if the lock throws or comes too late, the work is done without it
  const locking = () =>
    orAbort(
      lock.withLock(name, async () => begin(), { signal }),
      ending,
    )
  await inTime(locking, clock, waitMs).catch(() => {})
  if (running) return running
  waiting.abort(new Error('the lock came too late'))
  ending?.throwIfAborted()
  onMissed?.(Math.max(0, clock.now() - start))
  return task()
}
