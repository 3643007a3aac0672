import type { Clock } from './clock.ts'
import type { Lock } from './lock.ts'

/**
 * Runs `task` under the lock, or without it where it can't be had within `waitMs`: a lock that is missing, stuck or broken
 * must not keep anybody from a token. `task` runs once, and what the lock throws afterwards is not minded.
 */
export async function underLock<T>(
  lock: Lock | undefined,
  name: string,
  { clock, waitMs, onMissed }: { clock: Clock; waitMs: number; onMissed: (waitedMs: number) => void },
  task: () => Promise<T>,
): Promise<T> {
  if (!lock) return task()
  const waiting = new AbortController()
  const timer = new AbortController()
  const releasing = new AbortController()
  let onDone = (): void => {}
  const start = clock.now()
  let running: Promise<T> | undefined
  let gaveUp = false
  const begin = (): Promise<T> => {
    // a lock that comes too late finds the work done elsewhere
    if (gaveUp) return Promise.reject(waiting.signal.reason)
    timer.abort()
    running = task()
    running.then(
      () => onDone(),
      () => onDone(),
    )
    return running
  }
  const tooLong = async (): Promise<void> => {
    await clock.sleep(waitMs, timer.signal)
    if (running) return
    gaveUp = true
    waiting.abort(new Error('the lock was not free in time'))
  }
  try {
    const held = lock.withLock(name, begin, { signal: waiting.signal })
    await new Promise((resolve, reject) => {
      held.then(resolve, reject)
      onDone = () => {
        // a lock that hangs when it is to be let go has done all that was wanted of it
        clock.sleep(waitMs, releasing.signal).then(resolve, resolve)
      }
      waiting.signal.addEventListener('abort', () => reject(waiting.signal.reason))
      tooLong().catch(reject)
    })
  } catch {
    // whether the task failed or the lock did
  } finally {
    timer.abort()
    releasing.abort()
  }
  if (running) return running
  gaveUp = true
  onMissed(Math.max(0, clock.now() - start))
  return task()
}
