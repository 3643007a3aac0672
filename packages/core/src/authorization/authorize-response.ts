import { differs } from '../internal/differs.ts'
import { checkName, misuse } from '../internal/misuse.ts'
import { present } from '../internal/present.ts'
import { callbackParams } from './callback-params.ts'

/** What the callback is compared with. */
export interface AuthorizeExpectation {
  /** The `state` that the request carried; `false` if it carried none. */
  state: string | false
  /** The server's issuer, compared character by character with `iss` (RFC 9207 section 2.4). */
  issuer?: string | undefined
  /**
   * Whether the server's metadata promises an `iss` (RFC 9207 section 3): a callback without one is then refused, and so is
   * every callback if there is no `issuer` to compare it with.
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
  /** The server's `iss`, if it came. Checked only if an `issuer` is expected. */
  issuer?: string
  scope?: string
  sessionState?: string
  /** Not validated. Only there if `responseType` asks for it. */
  idToken?: string
  /** Only there if `responseType` asks for it. */
  accessToken?: string
  tokenType?: string
  /** All parameters, including those of the server's own. */
  parameters: Record<string, string>
}

/** Why a callback has no code: a closed union to `switch` on. */
export type AuthorizeFailureCode =
  /** The server refused, in OAuth's words: `error` (RFC 6749 section 4.1.2.1). */
  | 'oauth_error'
  /** `state` is missing or another: not the answer to this request. */
  | 'state_mismatch'
  /** `iss` is missing or another: perhaps another server's answer (RFC 9207). */
  | 'issuer_mismatch'
  /** No authorization response, or one with doubled or unasked parameters. */
  | 'invalid_response'

/** The callback has no code. */
export interface AuthorizeFailure {
  isError: true
  /** The server's error code, or `invalid_response`. */
  error: string
  /**
   * Why there is no code. It is always there; its type says otherwise so that a program which takes `code` for the
   * authorization code, without a look at `isError`, doesn't compile.
   */
  code: AuthorizeFailureCode | undefined
  /** The server's words for people, or ours. */
  errorDescription?: string
  errorUri?: string
}

/** The result of a callback: `isError` tells success from failure. */
export type AuthorizeResponse = AuthorizeSuccess | AuthorizeFailure

/**
 * Reads the callback of an authorization request: from the query, else the fragment, of a URL, or from the parameters of
 * a form post. Doubled parameters, `iss` and `state` are checked first; only then does the server's `error` count.
 * Never throws for what a callback holds, and no failure repeats it, but for an `iss` that is another, which is no secret.
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
  const params = callbackParams(urlOrParams, known)
  const one = (name: string): string | undefined => (params.get(name)?.trim() ? params.get(name)! : undefined)

  const doubled = known.find((name) => params.getAll(name).length > 1)
  if (doubled) return invalid(`${doubled} is doubled`)
  const iss = one('iss')
  // one that is promised must come and be compared, so without an issuer to compare it with nothing will do
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

const known = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'response',
  'id_token',
  'access_token',
  'token_type',
  'expires_in',
  'scope',
  'session_state',
]

const tokens: readonly (readonly [string, string?])[] = [['access_token', 'token'], ['id_token'], ['response']]

function invalid(errorDescription: string, code: AuthorizeFailureCode = 'invalid_response'): AuthorizeFailure {
  return { isError: true, error: 'invalid_response', code, errorDescription }
}
