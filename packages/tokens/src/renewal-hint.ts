import type { Clock } from './clock.ts'

/** A timer that calls when a token is due: a help, on which nothing depends. */
export interface RenewalHint {
  arm(afterMs: number): void
  disarm(): void
}

const longest = 2 ** 31 - 1

/** A hint that bears any delay, and calls at most once a second however short-lived the tokens are. */
export function createRenewalHint(clock: Clock, call: () => void): RenewalHint {
  let armed: AbortController | undefined

  const disarm = (): void => {
    armed?.abort()
    armed = undefined
  }
  return {
    disarm,
    arm(afterMs) {
      disarm()
      if (afterMs === Infinity) return
      const mine = new AbortController()
      armed = mine
      const wait = async (): Promise<void> => {
        let left = Math.max(afterMs, 1000)
        while (left > 0) {
          const slice = Math.min(left, longest)
          await clock.sleep(slice, mine.signal)
          if (mine.signal.aborted) return
          left -= slice
        }
        call()
      }
      wait().catch(() => {})
    },
  }
}
