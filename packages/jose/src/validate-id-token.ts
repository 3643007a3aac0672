import { misuse } from 'grantkit/internal/misuse'
import type { Decryption } from './decryption.ts'
import { type IdTokenClaims, idTokenClaimsOf } from './id-token-claims.ts'
import { expectAuthentication } from './internal/authentication.ts'
import { mismatch, missing } from './internal/claim-error.ts'
import { audienceOf, expectClaim, isThere, optionalText } from './internal/claims.ts'
import type { JwtHeader } from './internal/jwt-header.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import { loaded } from './internal/loaded.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts, checkToken } from './internal/texts.ts'
import { checkPast } from './internal/times.ts'
import { tokenHash } from './jws/token-hash.ts'
import type { Trust } from './trust.ts'

/** An ID token, and the values that it must match. */
export type ValidateIdTokenRequest = IdTokenExpectation & (OfLogin | OfRefresh)

interface OfLogin {
  /** The `nonce` of the authorization request; `false` if it had none. */
  nonce: string | false
  previous?: undefined
}

interface OfRefresh {
  /** The claims of the login's ID token. A refreshed one must match them (section 12.2). */
  previous: IdTokenClaims
  nonce?: undefined
}

export interface IdTokenExpectation extends Trust, Decryption {
  /** The ID token. If it is empty, the result is a `JoseError`, because it is the sender's mistake. */
  idToken: string
  /** The issuer, compared character by character with `iss`. */
  issuer: string
  clientId: string
  /** Other audiences that `aud` may name in addition to the client. @default none */
  trustedAudiences?: readonly string[] | undefined
  /** Other clients that `azp` may name, such as an app that logs in for its own server. @default none */
  authorizedParties?: readonly string[] | undefined
  /** The access token of the same response: an `at_hash` must be its hash. */
  accessToken?: string | undefined
  /** The code of the same authorization response: `c_hash` is required and must be its hash. */
  code?: string | undefined
  /** The `state` of the request: with it `s_hash` is required and must be its hash (FAPI 1.0 Advanced section 5.1). */
  state?: string | undefined
  /**
   * Whether the token came through the browser: it then needs a nonce, and with an access token an `at_hash`
   * (sections 3.2.2.9 and 3.3.2.11).
   * @default false
   */
  fromAuthorizationEndpoint?: boolean | undefined
  /** The expected `sub`, if it is known: of the first ID token in a hybrid flow, or of the current session. */
  expectedSubject?: string | undefined
  /** The requested `max_age`: `auth_time` is required and must not be longer ago. */
  maxAgeSeconds?: number | undefined
  /** Whether `auth_time` is required, also without `maxAgeSeconds`. @default false */
  requireAuthTime?: boolean | undefined
  /** The requested `acr_values`: `acr` must be one of them. */
  acrValues?: string | readonly string[] | undefined
  /** How long ago the token may have been issued, in milliseconds; `false` for a stored token of any age. @default 3600000, an hour */
  maxIssuedAgeMs?: number | false | undefined
}

/** An ID token that has been validated. */
export interface ValidatedIdToken {
  claims: IdTokenClaims
  header: JwtHeader
}

/**
 * The claims of an ID token, after all checks of OpenID Connect Core section 3.1.3.7 and more: the signature is verified in
 * the code flow too, `azp` is compared if it is present, and an `iat` in the future is refused. If the token is encrypted, the
 * signed token within is validated.
 *
 * Rejects with a `JoseError` for an invalid token, with a `TypeError` for a mistake in the arguments, and
 * with the signal's reason when `options.signal` aborts.
 */
export async function validateIdToken(
  request: ValidateIdTokenRequest,
  options: ValidationOptions = {},
): Promise<ValidatedIdToken> {
  checkRequest(request)
  const { previous, nonce } = request
  const refresh = previous === undefined ? undefined : await loaded(import('./internal/refreshed-login.ts'))
  const mistake = refresh?.mistakeIn(previous, nonce)
  if (mistake) misuse(...mistake)
  const { idToken, clientId, expectedSubject, maxIssuedAgeMs = 3_600_000 } = request
  const read = await jwtReader(idTokenKind, { ...request, audience: clientId }, options)

  const { header, claims } = await read(idToken, async ({ header, claims: untyped, clock }) => {
    const claims = idTokenClaimsOf(untyped)
    expectClient(claims, request)
    if (maxIssuedAgeMs !== false) checkPast(claims, 'iat', clock, maxIssuedAgeMs)
    if (expectedSubject !== undefined) expectClaim(claims, 'sub', expectedSubject)
    const change = refresh?.changeOf(claims, previous!)
    if (change) throw mismatch(...change)
    if (nonce !== undefined) expectNonce(claims, nonce)
    expectAuthentication(claims, request, clock)
    await expectHashes(claims, header.alg, request)
    // with the nonce of the login it can be nothing else, whatever more it says
    return nonce
  })
  return { claims: claims as IdTokenClaims, header }
}

/** Who else the token is for, and who it was given to (section 3.1.3.7 (3) to (5)). */
function expectClient(claims: IdTokenClaims, request: IdTokenExpectation): void {
  const { clientId, trustedAudiences = [], authorizedParties = [] } = request
  const audience = audienceOf(claims)
  const stranger = audience.some((member) => member !== clientId && !trustedAudiences.includes(member))
  if (stranger) throw mismatch('aud', 'names another audience: trustedAudiences can allow it')
  const azp = optionalText(claims, 'azp')
  if (audience.length > 1 && azp === undefined) throw missing('azp')
  if (azp !== undefined && azp !== clientId && !authorizedParties.includes(azp)) {
    throw mismatch('azp', 'is another client: authorizedParties can allow it')
  }
}

function expectNonce(claims: IdTokenClaims, sent: string | false): void {
  const nonce = optionalText(claims, 'nonce')
  if (nonce === (sent || undefined)) return
  throw nonce === undefined
    ? missing('nonce')
    : mismatch('nonce', sent ? undefined : 'is present, but the request had none')
}

async function expectHashes(claims: IdTokenClaims, alg: string, request: IdTokenExpectation): Promise<void> {
  const { accessToken, code, state, fromAuthorizationEndpoint } = request
  const mayLack = !isThere(claims, 'at_hash') && !fromAuthorizationEndpoint
  const texts = { at_hash: mayLack ? undefined : accessToken, c_hash: code, s_hash: state }
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) expectClaim(claims, name, await tokenHash(text, alg))
  }
}

function checkRequest(request: ValidateIdTokenRequest): void {
  checkTexts(request, 'issuer', 'clientId')
  checkToken(request, 'idToken')
  const { previous, nonce, maxIssuedAgeMs = 0, maxAgeSeconds = 0, fromAuthorizationEndpoint } = request
  for (const name of ['trustedAudiences', 'authorizedParties'] as const) {
    if (!Array.isArray(request[name] ?? [])) misuse(name, 'a list of strings')
  }
  if (!(maxAgeSeconds >= 0)) misuse('maxAgeSeconds', 'seconds from 0')
  // false counts as 0
  if (!(Number(maxIssuedAgeMs) >= 0)) misuse('maxIssuedAgeMs', 'milliseconds from 0, or false')
  if (previous !== undefined) return
  if (nonce !== false && (typeof nonce !== 'string' || !nonce)) {
    misuse('nonce', 'the nonce of the request, or false if it had none')
  }
  if (fromAuthorizationEndpoint && !nonce) misuse('nonce', 'the nonce: this flow requires one')
}

const idTokenKind: JwtKind = {
  name: 'an ID token',
  by: 'OpenID Connect Core',
  needs: ['iss', 'sub', 'aud', 'exp', 'iat'],
  algorithms: 'idToken',
}
