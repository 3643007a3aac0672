import { type Decryption, decryptionOf } from './decryption.ts'
import { checkText, expectAudience, expectClaim, mismatch, missing, textClaim } from './internal/claims.ts'
import { type JwtHeader, plainTypes } from './internal/jwt-header.ts'
import { openJwt } from './internal/open-jwt.ts'
import { clockOf, type ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { checkTimes } from './internal/times.ts'
import { JoseError } from './jose-error.ts'
import { expectFresh, type ReplayCheck } from './replay-check.ts'
import { algorithmsOf, type Trust } from './trust.ts'

/** A logout token, and what it must agree with. */
export interface ValidateLogoutTokenRequest extends Trust, Decryption {
  /** The `logout_token` that was posted. */
  logoutToken: string
  /** The issuer, compared character by character with `iss`. */
  issuer: string
  clientId: string
  /** Says whether a token was seen before. @default none: a token works until it expires, commonly for two minutes */
  isReplay?: ReplayCheck | undefined
}

/** Whom the issuer logs out: a user, a session, or a user's session. */
export interface LogoutTokenClaims {
  iss: string
  aud: string | string[]
  /** In seconds since 1970. */
  exp: number
  /** In seconds since 1970. */
  iat: number
  jti: string
  events: Record<string, unknown>
  /** The user; all of the user's sessions are over where there is no `sid`. */
  sub?: string
  /** The session, as the ID token named it. */
  sid?: string
  [claim: string]: unknown
}

/** A logout token that has been validated. */
export interface ValidatedLogoutToken {
  claims: LogoutTokenClaims
  header: JwtHeader
}

/**
 * The claims of a logout token that an issuer posted to the client, once all of OpenID Connect Back-Channel Logout 1.0
 * section 2.6 holds. One without a `typ` of its own is taken, for many servers send none; any other kind of token is not.
 *
 * Rejects as `validateIdToken` does.
 */
export async function validateLogoutToken(
  request: ValidateLogoutTokenRequest,
  options: ValidationOptions = {},
): Promise<ValidatedLogoutToken> {
  checkTexts(request, 'logoutToken', 'issuer', 'clientId')
  const { logoutToken, issuer, clientId, keys, isReplay } = request
  const clock = clockOf(options)
  const { signal } = options
  const types = [...plainTypes, 'logout+jwt']
  const seal = { keys, algorithms: algorithmsOf(request), types, decryption: decryptionOf(request), signal }

  const { header, claims } = await openJwt(logoutToken, seal)
  expectClaim(claims, 'iss', issuer)
  expectAudience(claims, clientId)
  checkTimes(claims, clock, ['exp', 'iat'])
  const jti = textClaim(claims, 'jti')
  if (claims.events === undefined) throw missing('events')
  if (!isObject(isObject(claims.events) && claims.events[logoutEvent])) throw mismatch('events', 'tells of no logout')
  for (const name of ['sub', 'sid']) checkText(claims, name)
  if (claims.sub === undefined && claims.sid === undefined) throw missing('sub')
  // or an ID token could be passed off as one
  if (claims.nonce !== undefined) throw new JoseError('claim_invalid', 'nonce is there', { claim: 'nonce' })
  const known = claims as LogoutTokenClaims
  await expectFresh(isReplay, [issuer, jti], known.exp * 1000 + clock.tolerance)
  return { claims: known, header }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
