import { mismatch } from './claim-error.ts'
import { type Claims, textClaim } from './claims.ts'
import type { Clock } from './options.ts'
import { checkPast, requireTime } from './times.ts'

/** The requirements on the user's login that the authorization request contained. */
export interface AuthenticationExpectation {
  maxAgeSeconds?: number | undefined
  requireAuthTime?: boolean | undefined
  acrValues?: string | readonly string[] | undefined
}

/** Refuses a login that is too old, or whose `acr` is not a requested one (section 3.1.3.7 (12) and (13)). */
export function expectAuthentication(claims: Claims, expected: AuthenticationExpectation, clock: Clock): void {
  const { maxAgeSeconds = 1 / 0, requireAuthTime, acrValues } = expected
  const isAsked = requireAuthTime || maxAgeSeconds < 1 / 0
  if (isAsked) requireTime(claims, 'auth_time')
  // an auth_time that wasn't requested and isn't a number is ignored
  if (isAsked || typeof claims.auth_time === 'number') {
    checkPast(claims, 'auth_time', clock, maxAgeSeconds * 1000)
  }
  if (acrValues === undefined) return
  const wanted = typeof acrValues === 'string' ? acrValues.split(' ') : acrValues
  if (!wanted.includes(textClaim(claims, 'acr'))) throw mismatch('acr', 'is none of the requested values')
}
