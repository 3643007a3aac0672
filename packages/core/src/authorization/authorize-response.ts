import { differs } from '../internal/differs.ts'
import { checkName, misuse } from '../internal/misuse.ts'
import { present } from '../internal/present.ts'
import { callbackParams } from './callback-params.ts'
import { responseNames } from './response-names.ts'

/** The values that the callback must match. */
export interface AuthorizeExpectation {
  /** The `state` of the request, or `false` if it had none. */
  state: string | false
  /** The server's issuer, compared character by character with `iss` (RFC 9207 section 2.4). */
  issuer?: string | undefined
  /**
   * Whether the server's metadata promises an `iss` in every callback (RFC 9207 section 3). If true, a callback without `iss`
   * is refused. Pass `issuer` too: without an issuer to compare with, every callback is refused.
   * @default false
   */
  authorizationResponseIssParameterSupported?: boolean | undefined
  /** The requested response type. Tokens in a callback that weren't requested are refused. @default 'code' */
  responseType?: string | undefined
}

/** The server granted the request. */
export interface AuthorizeSuccess {
  isError: false
  /** For `requestAuthorizationCodeToken`. Valid for one request. */
  code: string
  state?: string
  /** The `iss` of the callback, if it has one. It is checked only if you pass an `issuer`. */
  issuer?: string
  scope?: string
  sessionState?: string
  /** Not validated. Only present if `responseType` includes it. */
  idToken?: string
  /** Only present if `responseType` includes it. */
  accessToken?: string
  tokenType?: string
  /** All parameters, including non-standard ones. */
  parameters: Record<string, string>
}

/** Why a callback has no code: a closed union to `switch` on. */
export type AuthorizeFailureCode =
  /** The server refused: `error` is its OAuth error code (RFC 6749 section 4.1.2.1). */
  | 'oauth_error'
  /** `state` is missing or differs: the callback doesn't belong to this request. */
  | 'state_mismatch'
  /** `iss` is missing or differs: the callback may come from another server (RFC 9207). */
  | 'issuer_mismatch'
  /** Not an authorization response, or one with repeated parameters or with tokens that weren't requested. */
  | 'invalid_response'

/** The callback has no code. */
export interface AuthorizeFailure {
  isError: true
  /** The server's error code, or `invalid_response`. */
  error: string
  /**
   * Why there is no code. It is always present. Its type includes undefined so that a program that uses `code` as the
   * authorization code without checking `isError` doesn't compile.
   */
  code: AuthorizeFailureCode | undefined
  /** The server's description, or ours if it sent none. */
  errorDescription?: string
  errorUri?: string
}

/** The result of a callback: `isError` tells success from failure. */
export type AuthorizeResponse = AuthorizeSuccess | AuthorizeFailure

/**
 * Reads the callback of an authorization request from a URL (its query, else its fragment) or from the parameters of a form
 * post. Checks for repeated parameters, `iss` and `state` first, and only then reads the server's `error`.
 * Never throws because of the callback's content. Our own descriptions don't repeat that content, except for an `iss` that
 * differs, which is no secret.
 *
 * @throws {TypeError} if `expected.state` is left out.
 */
export function parseAuthorizeResponse(
  urlOrParams: string | URL | URLSearchParams,
  expected: AuthorizeExpectation,
): AuthorizeResponse {
  const { state, issuer, authorizationResponseIssParameterSupported, responseType = 'code' } = expected ?? {}
  if (state !== false && (typeof state !== 'string' || !state)) {
    misuse('state', 'the state of the request, or false if it had none')
  }
  checkName('issuer', issuer)
  const params = callbackParams(urlOrParams, responseNames)
  const one = (name: string): string | undefined => (params.get(name)?.trim() ? params.get(name)! : undefined)

  const doubled = responseNames.find((name) => params.getAll(name).length > 1)
  if (doubled) return invalid(`${doubled} is doubled`)
  const iss = one('iss')
  // a promised iss must be present and compared, so the callback is refused if there is no issuer to compare it with
  const counts = authorizationResponseIssParameterSupported || (params.has('iss') && issuer !== undefined)
  if (counts && (!iss || iss !== issuer)) {
    const how = !iss
      ? 'is missing'
      : issuer
        ? differs(iss, 'the expected issuer', issuer)
        : 'has no issuer to compare with'
    return invalid(`iss ${how}`, 'issuer_mismatch')
  }
  if (one('state') !== (state || undefined)) {
    return invalid(one('state') ? "state is another request's" : 'state is missing', 'state_mismatch')
  }
  const error = one('error')
  if (error) {
    return present<AuthorizeFailure>({
      isError: true,
      error,
      code: 'oauth_error',
      errorDescription: one('error_description'),
      errorUri: one('error_uri'),
    })
  }
  for (const [name, type = name] of tokens) {
    if (params.has(name) && !responseType.split(' ').includes(type)) return invalid(`${name} was not asked for`)
  }
  const code = one('code')
  if (!code) return invalid('code is missing')
  return present<AuthorizeSuccess>({
    isError: false,
    code,
    state: one('state'),
    issuer: iss,
    scope: one('scope'),
    sessionState: one('session_state'),
    idToken: one('id_token'),
    accessToken: one('access_token'),
    tokenType: one('token_type'),
    parameters: Object.fromEntries(params),
  })
}

const tokens: readonly (readonly [string, string?])[] = [['access_token', 'token'], ['id_token'], ['response']]

function invalid(errorDescription: string, code: AuthorizeFailureCode = 'invalid_response'): AuthorizeFailure {
  return { isError: true, error: 'invalid_response', code, errorDescription }
}
