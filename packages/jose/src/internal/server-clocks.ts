import { rememberIn } from './remember-in.ts'

/** What time it is at each server. */
export interface ServerClocks {
  /** Epoch milliseconds, by the clock of the server. */
  now(origin: string): number
  /** Learns from what a server just said; true where what was dated a moment ago was dated wrong. */
  learn(origin: string, serverTime: number): boolean
}

// what a Date of whole seconds and a slow answer are off by; servers tolerate it
const tolerableMs = 3_000
// no certificate of a server would be valid then, so the Date is wrong and not the clock
const absurdMs = 366 * 86_400_000
// longer than any answer is waited for
const inFlightMs = 60_000

/** Clocks of servers, each as the device's until a server says otherwise. */
export function serverClocks(now: () => number): ServerClocks {
  const known = new Map<string, { offsetMs: number; changedAt: number }>()
  // a clock that one server finds wrong is most likely the device's
  let latestMs = 0
  const offsetAt = (origin: string): number => known.get(origin)?.offsetMs ?? latestMs

  return {
    now: (origin) => now() + offsetAt(origin),
    learn(origin, serverTime) {
      const local = now()
      // in the middle of the second that the server was in
      const measuredMs = serverTime + 500 - local
      if (!(Math.abs(measuredMs) < absurdMs)) return false
      const offsetMs = offsetAt(origin)
      if (Math.abs(measuredMs - offsetMs) > tolerableMs) {
        latestMs = Math.abs(measuredMs) > tolerableMs ? measuredMs : 0
        rememberIn(known, origin, { offsetMs: latestMs, changedAt: local })
        return true
      }
      // requests that went out at the same time were dated as wrongly, and find the clock set right already
      const changedAt = known.get(origin)?.changedAt ?? Number.NEGATIVE_INFINITY
      return Math.abs(local - changedAt) < inFlightMs
    },
  }
}
