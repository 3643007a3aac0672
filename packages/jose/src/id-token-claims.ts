import { invalid } from './internal/claim-error.ts'
import { type Claims, textClaim } from './internal/claims.ts'

/**
 * The claims of an ID token (OpenID Connect Core section 2), under their names in the token. `iss`, `sub`, `aud`, `exp`
 * and `iat` are checked, and so are the values that you passed. Every other claim is as the server sent it, of any JSON type.
 */
export interface IdTokenClaims {
  iss: string
  /** The user's identifier: unique at the issuer, at most 255 ASCII characters. */
  sub: string
  aud: string | string[]
  /** In seconds since 1970. */
  exp: number
  /** In seconds since 1970. */
  iat: number
  /** When the user logged in, in seconds since 1970. */
  auth_time?: number
  nonce?: string
  acr?: string
  /** How the user logged in: a list by the standard, one string at some servers. */
  amr?: string | string[]
  azp?: string
  /** The session at the issuer, for logout. */
  sid?: string
  [claim: string]: unknown
}

/** The claims of an ID token. Refuses an invalid `sub`. Claims that aren't checked may have any type. */
export function idTokenClaimsOf(claims: Claims): IdTokenClaims {
  if (!/^[\x20-\x7e]{1,255}$/.test(textClaim(claims, 'sub'))) {
    throw invalid('sub', 'is not 1 to 255 ASCII characters')
  }
  return claims as IdTokenClaims
}
