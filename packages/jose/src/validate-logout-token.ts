import { checkFunction, misuse } from 'grantkit/internal/misuse'
import type { Decryption } from './decryption.ts'
import { invalid, mismatch, missing } from './internal/claim-error.ts'
import { isThere, optionalText, textClaim } from './internal/claims.ts'
import { isJsonObject } from './internal/is-json-object.ts'
import type { JwtHeader } from './internal/jwt-header.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts, checkToken } from './internal/texts.ts'
import { checkPast } from './internal/times.ts'
import { expectFresh, type ReplayCheck } from './replay-check.ts'
import type { Trust } from './trust.ts'

/** A logout token, and the values that it must match. */
export interface ValidateLogoutTokenRequest extends Trust, Decryption {
  /** The `logout_token` that was posted. An empty one, or the null of a form without it, is refused with a `JoseError`. */
  logoutToken: string | null
  /** The issuer, compared character by character with `iss`. */
  issuer: string
  clientId: string
  /**
   * How long ago the token may have been issued, in milliseconds. 120000 is usual. If set, a token without `exp` is accepted for this
   * time: some servers send none.
   * @default none: the token needs an `exp`, and is valid until then
   */
  maxIssuedAgeMs?: number | undefined
  /** Remembers used tokens. @default none: a token can be replayed until it expires, usually for two minutes */
  isReplay?: ReplayCheck | undefined
}

/** The user or session, or both, that the issuer signs out. */
export interface LogoutTokenClaims {
  iss: string
  aud: string | string[]
  /** In seconds since 1970. Some servers leave it out. */
  exp?: number
  /** In seconds since 1970. */
  iat: number
  jti: string
  events: Record<string, unknown>
  /** The user. Without a `sid`, all sessions of the user have ended. */
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
 * The claims of a logout token that an issuer posted to the client, after all checks of OpenID Connect Back-Channel Logout 1.0
 * section 2.6. A token without `typ` is accepted, because many servers send none. Other kinds of tokens are refused.
 *
 * Rejects as `validateIdToken` does.
 */
export async function validateLogoutToken(
  request: ValidateLogoutTokenRequest,
  options: ValidationOptions = {},
): Promise<ValidatedLogoutToken> {
  checkTexts(request, 'issuer', 'clientId')
  checkToken(request, 'logoutToken')
  const { logoutToken, issuer, clientId, isReplay, maxIssuedAgeMs } = request
  if (maxIssuedAgeMs !== undefined && !(maxIssuedAgeMs >= 0)) misuse('maxIssuedAgeMs', 'milliseconds from 0')
  checkFunction('isReplay', isReplay)
  const mayLack = maxIssuedAgeMs === undefined ? [] : ['exp']
  const read = await jwtReader(logoutTokenKind, { ...request, audience: clientId, mayLack }, options)

  const { header, claims, clock } = await read(logoutToken, ({ header, claims, clock }) => {
    checkPast(claims, 'iat', clock, maxIssuedAgeMs)
    textClaim(claims, 'jti')
    if (!isJsonObject(isJsonObject(claims.events) && claims.events[logoutEvent]))
      throw mismatch('events', 'has no logout event')
    if (!['sub', 'sid'].filter((name) => optionalText(claims, name)).length) throw missing('sub', ', and so is sid')
    // otherwise an ID token could be used as a logout token
    if (isThere(claims, 'nonce')) throw invalid('nonce', 'is there')
    // a type of its own rules all others out, whatever more it says: a refusal would leave the session alive
    return header.typ?.toLowerCase().endsWith(logoutTokenKind.typ!)
  })
  const known = claims as LogoutTokenClaims
  const until = known.exp ?? known.iat + (maxIssuedAgeMs ?? 0) / 1000
  await expectFresh(isReplay, [issuer, known.jti], until * 1000 + clock.tolerance)
  return { claims: known, header }
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

const logoutTokenKind: JwtKind = {
  name: 'a logout token',
  by: 'Back-Channel Logout 1.0',
  typ: 'logout+jwt',
  plain: true,
  needs: ['iss', 'aud', 'exp', 'iat', 'jti', 'events'],
  mayLack: { exp: 'maxIssuedAgeMs' },
  algorithms: 'idToken',
}
