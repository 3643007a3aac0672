import type { Clock } from './clock.ts'
import type { Lock } from './lock.ts'

/** How long to wait for a lock, and whom to tell that it was in vain. */
export interface LockBounds {
  clock: Clock
  waitMs: number
  onMissed: (waitedMs: number) => void
}

/**
 * Runs `task` under the lock, or without it where it can't be had within `waitMs`: a lock that is missing, stuck or broken
 * must not keep anybody from a token. `task` runs once, and what the lock does afterwards is not minded, but waited for as
 * long.
 */
export async function underLock<T>(
  lock: Lock | undefined,
  name: string,
  { clock, waitMs, onMissed }: LockBounds,
  task: () => Promise<T>,
): Promise<T> {
  if (!lock) return task()
  const waiting = new AbortController()
  const end = new AbortController()
  const start = clock.now()
  let running: Promise<T> | undefined
  let gaveUp = false
  let settle = (): void => {}
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  const letGo = (): void => {
    clock.sleep(waitMs, end.signal).then(settle, settle)
  }
  const begin = (): Promise<T> => {
    // a lock that comes too late finds the work done elsewhere
    if (gaveUp) return Promise.reject(waiting.signal.reason)
    running = task()
    running.then(letGo, letGo)
    return running
  }
  const giveUp = (): void => {
    if (running) return
    gaveUp = true
    waiting.abort(new Error('the lock was not free in time'))
    settle()
  }
  try {
    lock.withLock(name, begin, { signal: waiting.signal }).then(settle, settle)
    clock.sleep(waitMs, end.signal).then(giveUp, giveUp)
    await settled
  } catch {
    // it threw at once
  }
  end.abort()
  if (running) return running
  gaveUp = true
  onMissed(Math.max(0, clock.now() - start))
  return task()
}
