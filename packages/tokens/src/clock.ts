import type { Clock as WaitingClock } from 'grantkit'

/** The clock of token sources. Tests can pass their own. */
export interface Clock extends WaitingClock {
  /**
   * Milliseconds from any start, unaffected when `now` is set back or forth: so a token can't live longer than
   * it should. Without it `now` is used.
   */
  monotonic?(): number
}

/** The machine's clock, or the caller's `now`. */
export function systemClock(now?: () => number): Clock {
  return now ? { now, sleep } : machine
}

// one for all sources: there may be many
const machine: Clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep }

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => clearTimeout(timer)
    const end = (): void => {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    // a longer delay overflows the timer, which then fires at once
    const timer = setTimeout(end, Math.min(ms, 2 ** 31 - 1))
    signal.addEventListener('abort', stop)
  })
}

/** Milliseconds for measuring how long something took. */
export function elapsing(clock: Clock): number {
  return clock.monotonic ? clock.monotonic() : clock.now()
}
