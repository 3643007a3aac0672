import { rememberIn } from './remember-in.ts'

/** What time it is at each server. */
export interface ServerClocks {
  /** Epoch milliseconds, by the clock of the server. */
  now(origin: string): number
  /** Learns from what a server just said; true if what was dated a moment ago was dated wrong. */
  learn(origin: string, serverTime: number): boolean
}

// what a Date of whole seconds and a slow response are off by; servers tolerate it
const tolerableMs = 3_000
// a device that is further off can't check the server's certificate, so then the Date is wrong and not the clock
const mostMs = 86_400_000
// longer than any response is waited for
const inFlightMs = 60_000

/** Clocks of servers, each as the device's until that server says otherwise: no server sets the time for another. */
export function serverClocks(now: () => number): ServerClocks {
  const known = new Map<string, { offsetMs: number; changedAt: number }>()
  const offsetAt = (origin: string): number => known.get(origin)?.offsetMs ?? 0

  return {
    now: (origin) => now() + offsetAt(origin),
    learn(origin, serverTime) {
      const local = now()
      // in the middle of the second that the server was in
      const measuredMs = serverTime + 500 - local
      if (!(Math.abs(measuredMs) <= mostMs)) return false
      if (Math.abs(measuredMs - offsetAt(origin)) > tolerableMs) {
        const offsetMs = Math.abs(measuredMs) > tolerableMs ? measuredMs : 0
        rememberIn(known, origin, { offsetMs, changedAt: local })
        return true
      }
      // requests that went out at the same time were dated as wrongly, and find the clock set right already
      const changedAt = known.get(origin)?.changedAt ?? 0
      return Math.abs(local - changedAt) < inFlightMs
    },
  }
}
