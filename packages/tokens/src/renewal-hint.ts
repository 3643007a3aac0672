import type { Clock } from './clock.ts'

/** A timer that calls when a token is due: a help, on which nothing depends. */
export interface RenewalHint {
  /** `dueIn` says how many milliseconds there are left; it is asked again and again. */
  arm(dueIn: () => number): void
  disarm(): void
}

/** Makes a hint. */
export type CreateRenewalHint = (clock: Clock, call: () => void) => RenewalHint

/** A hint that bears any delay, and calls at most once a second however short-lived the tokens are. */
export function createRenewalHint(clock: Clock, call: () => void): RenewalHint {
  let armed: AbortController | undefined

  const disarm = (): void => armed?.abort()
  const wait = async (dueIn: () => number, signal: AbortSignal): Promise<void> => {
    for (let left = Math.max(dueIn(), 1000); left > 0; left = dueIn()) {
      if (left === Infinity) return
      // a machine that slept meanwhile wakes to a token that is due; and a longer delay overflows the timer, which then fires at once
      await clock.sleep(Math.min(left, Math.max(60_000, left / 10), 2 ** 31 - 1), signal)
      if (signal.aborted) return
    }
    call()
  }
  return {
    disarm,
    arm(dueIn) {
      disarm()
      armed = new AbortController()
      wait(dueIn, armed.signal).catch(() => {})
    },
  }
}
