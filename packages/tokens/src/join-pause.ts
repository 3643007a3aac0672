import type { Clock } from './clock.ts'
import type { Pause } from './pause.ts'
import { TokenSourceError } from './token-source-error.ts'

/** A pause in the store, in a separate record. */
export interface Rest {
  /** In epoch milliseconds, by the clock of the process that began it. */
  until: number
  waitMs: number
  error: string
}

/** Joins a pause that another process began. Each only once, because that process's clock may be far ahead. */
export function joinPause(pause: Pause, rest: Partial<Rest> | undefined, clock: Clock): void {
  const { until = 0, waitMs = 0, error = '' } = rest ?? {}
  const name = `${until} ${waitMs}`
  const leftMs = Math.min(until - clock.now(), waitMs)
  if (name === pause.joined || !(leftMs > 0)) return
  pause.joined = name
  pause.last(clock, leftMs, (retryAfterMs) => {
    return new TokenSourceError('renewal_failed', `no new token: ${error}`, { error, transient: true, retryAfterMs })
  })
}
