import type { Failure } from 'grantkit'

/** Why a login failed: codes to `switch` on, each with a text to show to the user. */
export const loginFailures = {
  /** The `state` is missing or belongs to another request. No request was sent. */
  state_mismatch: 'This sign-in was started somewhere else. Please sign in again.',
  /** `iss` is missing or names another issuer (RFC 9207). No request was sent. */
  issuer_mismatch: 'This response came from another sign-in service. Please sign in again.',
  /** The URL holds no valid response: parameters are missing, duplicated or were not requested. No request was sent. */
  invalid_response: 'The response of the sign-in service is invalid. Please sign in again.',
  /** The server can't handle the login request. */
  server_refused: 'The sign-in service could not handle the request. Please try again later.',
  /** The server's metadata can't be loaded or can't be used. */
  discovery_failed: 'The sign-in service can’t be reached. Please try again later.',
  /** The code could not be exchanged for a token. */
  token_request_failed: 'The sign-in could not be completed. Please sign in again.',
  /** The token response has no ID token. */
  id_token_missing: 'The sign-in service did not say who signed in. Please contact support.',
  /** The ID token isn't valid. */
  id_token_rejected: 'The sign-in could not be verified. Please sign in again.',
  /** The issuer's keys can't be loaded. */
  keys_unavailable: 'The sign-in could not be verified just now. Please try again later.',
  /** A different user signed in than expected. */
  user_mismatch: 'Another user signed in. Please sign in as the same user as before.',
  /** The userinfo request failed, or its response is about another user. */
  user_info_failed: 'Your profile could not be loaded. Please sign in again.',
  /** The code that validates ID tokens can't be loaded, such as after a deployment. */
  module_unavailable: 'A part of this app could not be loaded. Please reload the page and sign in again.',
  /** The page wasn't loaded over `https:`, so the browser offers no cryptography. */
  insecure_context: 'Signing in needs a secure connection. Please open this page with https.',
} as const

/** Why a login failed, as a closed union to `switch` on. */
export type LoginFailureCode = keyof typeof loginFailures

/** Why a login or logout could not be prepared. Show `message` to the user; `failure` and `cause` are for developers. */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  readonly code: LoginFailureCode
  /** Whether trying again later may succeed. */
  readonly transient: boolean
  /** The response that caused it. Readable but not enumerable. */
  declare readonly failure?: Failure

  constructor(code: LoginFailureCode, { failure, cause }: { failure?: Failure | undefined; cause?: unknown } = {}) {
    super(loginFailures[code], cause === undefined ? {} : { cause })
    this.code = code
    this.transient = Boolean(failure?.transient ?? (cause as Partial<Failure>)?.transient)
    if (failure) Object.defineProperty(this, 'failure', { value: failure })
  }
}
