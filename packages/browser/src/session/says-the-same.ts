import type { IdTokenClaims } from '@grantkit/jose'
import { claimsIn } from '@grantkit/oidc/internal/claims-in'

/** Claims that differ in each ID token and say nothing about the user. */
const perToken = ['exp', 'iat', 'nbf', 'jti', 'nonce', 'at_hash', 'c_hash', 's_hash']

/** Whether an ID token says the same about the user as these claims. The signature isn't checked. */
export function saysTheSame(idToken: string, user: IdTokenClaims): boolean {
  try {
    return lasting(claimsIn(idToken)) === lasting(user)
  } catch {
    return false
  }
}

function lasting(claims: object): string {
  const entries = Object.entries(claims).filter(([name]) => !perToken.includes(name))
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
