import { checkObject, misuse } from 'grantkit/internal/misuse'
import { readClock } from './read-clock.ts'

/** How a token is judged. */
export interface ValidationOptions {
  /** The present, in epoch milliseconds. @default Date.now */
  now?: () => number
  /** How far the issuer's clock and this one may be apart, in milliseconds. @default 30000 */
  clockToleranceMs?: number
  /** Ends the wait for keys early: the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/** The present, and how far it is trusted, both in milliseconds. */
export interface Clock {
  now: number
  tolerance: number
}

/** Reads the clock once, so that all claims of a token are judged by the same present. */
export function clockOf(options: ValidationOptions): Clock {
  checkObject('options', options)
  const { now, clockToleranceMs = 30_000, signal } = options
  signal?.throwIfAborted()
  if (!(clockToleranceMs >= 0 && clockToleranceMs < 1 / 0)) misuse('clockToleranceMs', 'milliseconds from 0')
  return { now: readClock(now), tolerance: clockToleranceMs }
}
