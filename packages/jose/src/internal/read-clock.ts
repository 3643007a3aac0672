import { misuse } from 'grantkit/internal/misuse'

/**
 * The time of the caller's clock, in epoch milliseconds. Throws if it returns anything else: with NaN nothing would ever expire, and
 * seconds would be a date in January 1970.
 */
export function readClock(now: () => number = Date.now): number {
  const time = typeof now === 'function' ? now() : 0
  // as seconds the lower bound is in the year 5138, as milliseconds in 1973
  if (typeof time !== 'number' || !(time > 1e11 && time < 8.64e15)) {
    misuse('now', 'a function that returns epoch milliseconds')
  }
  return time
}

/** The time in seconds, as in JWTs (RFC 7519 section 2, NumericDate). */
export function epochSeconds(now?: () => number): number {
  return Math.floor(readClock(now) / 1000)
}
