import { type Claims, checkText, textClaim } from './internal/claims.ts'
import { JoseError } from './jose-error.ts'

/** What an ID token says (OpenID Connect Core section 2), under the names that it came with. */
export interface IdTokenClaims {
  iss: string
  /** Who has logged in: unique at the issuer, at most 255 ASCII characters. */
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
  amr?: string[]
  azp?: string
  /** The session at the issuer, for logout. */
  sid?: string
  [claim: string]: unknown
}

/** The claims as what they are said to be; refuses one of another type. Those that are compared anyway are left to that. */
export function idTokenClaimsOf(claims: Claims): IdTokenClaims {
  if (!/^[\x20-\x7e]{1,255}$/.test(textClaim(claims, 'sub'))) {
    throw new JoseError('claim_invalid', 'sub has more than 255 characters, or one that is not ASCII', { claim: 'sub' })
  }
  for (const name of ['nonce', 'acr', 'azp', 'sid', 'at_hash', 'c_hash', 's_hash']) checkText(claims, name)
  const { amr } = claims
  if (amr !== undefined && !(Array.isArray(amr) && amr.every((method) => typeof method === 'string'))) {
    throw new JoseError('claim_invalid', 'amr is no list of strings', { claim: 'amr' })
  }
  return claims as IdTokenClaims
}
