import type { TokenFailure } from 'grantkit'
import { present } from 'grantkit/internal/present'

/** Why there is no token, as a closed union to `switch` on. */
export type TokenSourceErrorCode =
  /** The server refused the request or couldn't be reached: see `error` and `httpStatus`. */
  | 'renewal_failed'
  /** The session has ended: `reason` says why. A new login is needed. */
  | 'session_ended'
  /** Nobody has signed in. */
  | 'no_session'
  /** The session has no refresh token, so this token can't be requested. */
  | 'no_refresh_token'
  /** The store couldn't be read or written. */
  | 'store_failed'
  /** The source has been disposed of. */
  | 'disposed'

/** Why a session has ended. */
export type SessionEndReason =
  /** The server refused the refresh token (`invalid_grant`): revoked, expired, or used elsewhere. */
  | 'revoked'
  /** The same, after a response was lost that may have contained the next refresh token. */
  | 'rotation_lost'
  /** The session was ended here or by another process. */
  | 'signed_out'
  /** The token has expired, and there is no refresh token. */
  | 'expired'
  /** The session was unused for `maxIdleMs`. */
  | 'idle'
  /** A refresh returned an ID token of another user. */
  | 'user_mismatch'

/** Further members of an error. */
export interface TokenSourceErrorDetails {
  reason?: SessionEndReason | undefined
  transient?: boolean
  retryAfterMs?: number | undefined
  error?: string | undefined
  errorDescription?: string | undefined
  httpStatus?: number | undefined
  failure?: TokenFailure | undefined
  cause?: unknown
  thrown?: unknown
}

/**
 * Why a source has no token. Contains no secret. `cause` is a copy of the transport's error, with secrets masked. The failure of the
 * request is readable but not enumerable.
 */
export class TokenSourceError extends Error {
  override readonly name = 'TokenSourceError'
  declare readonly code: TokenSourceErrorCode
  /** Whether retrying later may succeed. */
  declare readonly transient: boolean
  /** How long to wait before the next attempt, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** Why the session has ended, for `session_ended`. */
  declare readonly reason?: SessionEndReason
  /** With `renewal_failed`: the server's error code, or a code of `FailureCode`. */
  declare readonly error?: string
  /** The server's description of the error. */
  declare readonly errorDescription?: string
  /** The HTTP status, or 0 without a response. */
  declare readonly httpStatus?: number
  /** The failure of the token request. Not enumerable. */
  declare readonly failure?: TokenFailure
  /** The store's error. Not enumerable, because it may contain anything. */
  declare readonly thrown?: unknown

  constructor(code: TokenSourceErrorCode, message: string, details: TokenSourceErrorDetails = {}) {
    const { transient = false, failure, thrown, cause, ...shown } = details
    super(message, cause === undefined ? {} : { cause })
    Object.assign(this, { code, transient }, present(shown as Required<typeof shown>))
    Object.defineProperties(this, { failure: { value: failure }, thrown: { value: thrown } })
  }
}
