import type { Clock as WaitingClock } from 'grantkit'

/** The time by which tokens live; in tests, time that a test moves. */
export interface Clock extends WaitingClock {
  /**
   * Milliseconds from any start, running on while `now` is set back or forth: what keeps a token from living longer than
   * it does. Without it `now` has to do.
   */
  monotonic?(): number
}

/** The machine's clock; with a `now` of the caller's, that one. */
export function systemClock(now?: () => number): Clock {
  return {
    now: now ?? (() => Date.now()),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        // a longer delay overflows the timer, which then fires at once
        const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1))
        signal.addEventListener('abort', () => clearTimeout(timer))
      }),
    ...(!now && { monotonic: () => performance.now() }),
  }
}

/** Milliseconds for measuring how long something took. */
export function elapsing(clock: Clock): number {
  return clock.monotonic ? clock.monotonic() : clock.now()
}
