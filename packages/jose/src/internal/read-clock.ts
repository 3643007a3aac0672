import { misuse } from 'grantkit/internal/misuse'

/**
 * The time by a clock of the caller's, in epoch milliseconds. Refuses one that returns something else: with NaN nothing
 * would ever expire, and seconds would be a date in January 1970.
 */
export function readClock(now: () => number = Date.now): number {
  const time = typeof now === 'function' ? now() : 0
  // seconds don't reach this before the year 5138, milliseconds did in 1973
  if (typeof time !== 'number' || !(time > 1e11 && time < 8.64e15)) {
    misuse('now', 'a function that returns epoch milliseconds')
  }
  return time
}

/** The time as JWTs have it (RFC 7519 section 2, NumericDate). */
export function epochSeconds(now?: () => number): number {
  return Math.floor(readClock(now) / 1000)
}
