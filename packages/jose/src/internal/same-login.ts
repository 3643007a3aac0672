import type { IdTokenClaims } from '../id-token-claims.ts'
import { mismatch } from './claim-error.ts'
import { audienceOf } from './claims.ts'

/** Refuses a refreshed ID token that tells of another login than the one before (OpenID Connect Core section 12.2). */
export function expectSameLogin(claims: IdTokenClaims, previous: IdTokenClaims): void {
  for (const name of ['iss', 'sub', 'azp'] as const) {
    if ((claims[name] ?? undefined) !== (previous[name] ?? undefined)) throw mismatch(name, 'is not what it was before')
  }
  const audience = audienceOf(claims)
  if (!audienceOf(previous).every((member) => audience.includes(member))) throw mismatch('aud', 'lacks one that it had')
  // these may be left out, but not change
  for (const name of ['auth_time', 'nonce'] as const) {
    const now = claims[name] ?? undefined
    const before = previous[name] ?? undefined
    if (now !== undefined && now !== before && (before !== undefined || name === 'nonce')) {
      throw mismatch(name, 'is not what it was before')
    }
  }
}
