import type { Clock } from './clock.ts'

/** A timer that calls when a refresh is due. Nothing depends on it. */
export interface RefreshTimer {
  /** `dueIn` returns the remaining milliseconds; it is called repeatedly. */
  start(dueIn: () => number): void
  stop(): void
}

/** Makes a timer. */
export type CreateRefreshTimer = (clock: Clock, call: () => void) => RefreshTimer

/** A timer for any delay. It calls at most once a second, even for very short-lived tokens. */
export function createRefreshTimer(clock: Clock, call: () => void): RefreshTimer {
  let running: AbortController | undefined

  const stop = (): void => running?.abort()
  const wait = async (dueIn: () => number, signal: AbortSignal): Promise<void> => {
    for (let left = Math.max(dueIn(), 1000); left > 0; left = dueIn()) {
      if (left === Infinity) return
      // in steps: the machine may sleep meanwhile, and a longer delay overflows the timer, which then fires at once
      await clock.sleep(Math.min(left, Math.max(60_000, left / 10), 2 ** 31 - 1), signal)
      if (signal.aborted) return
    }
    call()
  }
  return {
    stop,
    start(dueIn) {
      stop()
      running = new AbortController()
      wait(dueIn, running.signal).catch(() => {})
    },
  }
}
