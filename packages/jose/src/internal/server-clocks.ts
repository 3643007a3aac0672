import { rememberIn } from './remember-in.ts'

/** The current time at each server. */
export interface ServerClocks {
  /** The time of the server's clock, in epoch milliseconds. */
  now(origin: string): number
  /** Learns the server's time from its response. Returns true if the request was signed with a wrong time. */
  learn(origin: string, serverTime: number): boolean
}

// smaller differences come from the whole seconds of Date and from slow responses, and servers tolerate them
const tolerableMs = 3_000
// with a larger difference the device couldn't validate the server's certificate, so the Date must be wrong and not the clock
const mostMs = 86_400_000
// longer than any response takes
const inFlightMs = 60_000

/** A clock for each server. It is the device's clock until that server's responses show another time. No server affects another. */
export function serverClocks(now: () => number): ServerClocks {
  const known = new Map<string, { offsetMs: number; changedAt: number }>()
  const offsetAt = (origin: string): number => known.get(origin)?.offsetMs ?? 0

  return {
    now: (origin) => now() + offsetAt(origin),
    learn(origin, serverTime) {
      const local = now()
      // Date has whole seconds, so assume the middle of that second
      const measuredMs = serverTime + 500 - local
      if (!(Math.abs(measuredMs) <= mostMs)) return false
      if (Math.abs(measuredMs - offsetAt(origin)) > tolerableMs) {
        const offsetMs = Math.abs(measuredMs) > tolerableMs ? measuredMs : 0
        rememberIn(known, origin, { offsetMs, changedAt: local })
        return true
      }
      // other requests that were sent before the clock was corrected had a wrong time too
      const changedAt = known.get(origin)?.changedAt ?? 0
      return Math.abs(local - changedAt) < inFlightMs
    },
  }
}
