import { claimError, invalid, missing } from './claim-error.ts'
import type { Claims } from './claims.ts'
import type { Clock } from './options.ts'

/** A claim that is a time (RFC 7519 section 2), in epoch milliseconds; undefined if it is missing. */
function timeOf(claims: Claims, claim: string): number | undefined {
  const value = claims[claim]
  if (value == null) return undefined
  // the range of a Date
  if (typeof value !== 'number' || Math.abs(value) > 8.64e12) throw invalid(claim, noTime)
  return value * 1000
}

const noTime = 'is not a time in seconds'

/** Refuses a token without this time. */
export function requireTime(claims: Claims, claim: string): void {
  if (claims[claim] === undefined) throw missing(claim)
  if (claims[claim] === null) throw invalid(claim, noTime)
}

/** Refuses a token that has expired or isn't valid yet, or whose `required` times are missing or have the wrong type. */
export function checkTimes(claims: Claims, clock: Clock, required: readonly string[]): void {
  for (const claim of ['exp', 'iat']) if (required.includes(claim)) requireTime(claims, claim)
  const { now, tolerance } = clock
  const exp = timeOf(claims, 'exp')
  if (exp !== undefined && exp + tolerance <= now) {
    throw claimError('expired', 'exp', ago(now - exp))
  }
  const nbf = timeOf(claims, 'nbf')
  if (nbf !== undefined && nbf > now + tolerance) throw future('not_yet_valid', 'nbf', nbf - now)
  // an optional time with the wrong type is ignored
  if (required.includes('iat') || typeof claims.iat === 'number') checkPast(claims, 'iat', clock)
}

/** Refuses a time that is in the future or longer ago than `maxAgeMs`. A missing time is accepted. */
export function checkPast(claims: Claims, claim: string, { now, tolerance }: Clock, maxAgeMs: number = 1 / 0): void {
  const time = timeOf(claims, claim)
  if (time === undefined) return
  if (time > now + tolerance) throw future('issued_in_future', claim, time - now)
  if (now - time > maxAgeMs + tolerance) {
    throw claimError('too_old', claim, `${ago(now - time)}; ${seconds(maxAgeMs)} s are allowed`)
  }
}

function future(code: 'not_yet_valid' | 'issued_in_future', claim: string, ms: number): Error {
  return claimError(code, claim, `is ${seconds(ms)} s in the future by this clock`)
}

const ago = (ms: number): string => `was ${seconds(ms)} s ago by this clock`

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}
