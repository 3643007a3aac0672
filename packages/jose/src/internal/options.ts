import { checkObject, checkSignal, misuse } from 'grantkit/internal/misuse'
import { readClock } from './read-clock.ts'

/** Options for validating a token. */
export interface ValidationOptions {
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: () => number
  /** The allowed clock skew, in milliseconds. @default 30000 */
  clockToleranceMs?: number
  /** Ends the wait for keys early: the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/** The current time and the allowed clock skew, in milliseconds. */
export interface Clock {
  now: number
  tolerance: number
}

/** Reads the clock once, so that all claims of a token are compared with the same time. */
export function clockOf(options: ValidationOptions): Clock {
  checkObject('options', options)
  const { now, clockToleranceMs = 30_000, signal } = options
  checkSignal(signal)
  signal?.throwIfAborted()
  if (!(clockToleranceMs >= 0 && clockToleranceMs < 1 / 0)) misuse('clockToleranceMs', 'milliseconds from 0')
  return { now: readClock(now), tolerance: clockToleranceMs }
}
