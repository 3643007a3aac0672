import { mismatch } from './claim-error.ts'
import { type Claims, textClaim } from './claims.ts'
import type { Clock } from './options.ts'
import { checkPast, requireTime } from './times.ts'

/** What the request asked for about the user's login. */
export interface AuthenticationExpectation {
  maxAgeSeconds?: number | undefined
  requireAuthTime?: boolean | undefined
  acrValues?: string | readonly string[] | undefined
}

/** Refuses a login that is too long ago, or of another class than asked for (section 3.1.3.7 (12) and (13)). */
export function expectAuthentication(claims: Claims, expected: AuthenticationExpectation, clock: Clock): void {
  const { maxAgeSeconds = 1 / 0, requireAuthTime, acrValues } = expected
  const isAsked = requireAuthTime || maxAgeSeconds < 1 / 0
  if (isAsked) requireTime(claims, 'auth_time')
  // nobody asked about one of another type
  if (isAsked || typeof claims.auth_time === 'number') {
    checkPast(claims, 'auth_time', clock, maxAgeSeconds * 1000)
  }
  if (acrValues === undefined) return
  const wanted = typeof acrValues === 'string' ? acrValues.split(' ') : acrValues
  if (!wanted.includes(textClaim(claims, 'acr'))) throw mismatch('acr', 'is none of the requested values')
}
