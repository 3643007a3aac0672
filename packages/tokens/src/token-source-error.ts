import type { TokenFailure } from 'grantkit'
import { describeFailure } from 'grantkit/internal/describe-failure'
import { present } from 'grantkit/internal/present'

/** Why there is no token, as a closed union to `switch` on. */
export type TokenSourceErrorCode =
  /** The server didn't give one, or couldn't be reached: `error`, `httpStatus` and the rest say which. */
  | 'renewal_failed'
  /** The session has ended: `reason` says why. A new login is needed. */
  | 'session_ended'
  /** There has been no login. */
  | 'no_session'
  /** The session came without a refresh token, so that there is nothing to get this token by. */
  | 'no_refresh_token'
  /** The store couldn't be read or written. */
  | 'store_failed'
  /** The source has been disposed of. */
  | 'disposed'

/** Why a session has ended. */
export type SessionEndReason =
  /** The server refused the refresh token (`invalid_grant`): revoked, expired, or used by somebody else. */
  | 'revoked'
  /** The same, after an answer got lost that may have held the next refresh token. */
  | 'rotation_lost'
  /** The session was ended here or by another process. */
  | 'signed_out'
  /** The token has expired, and there is no refresh token to renew it by. */
  | 'expired'
  /** Nobody has used the session for `maxIdleMs`. */
  | 'idle'
  /** A refresh brought an ID token of another user. */
  | 'user_mismatch'

/** What an error may say beyond its code. */
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
 * Why a source gives no token. Contains no secret. `cause` is a copy of what the transport threw, with secrets masked; the failure of the
 * request is readable but not enumerable.
 */
export class TokenSourceError extends Error {
  override readonly name = 'TokenSourceError'
  declare readonly code: TokenSourceErrorCode
  /** Whether retrying later may succeed. */
  declare readonly transient: boolean
  /** How long to wait before it makes sense to ask again, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** Why the session has ended, for `session_ended`. */
  declare readonly reason?: SessionEndReason
  /** The server's error code, or what stands for it, for `renewal_failed`. */
  declare readonly error?: string
  /** The server's words for people. */
  declare readonly errorDescription?: string
  /** The status of the response, or 0 if none came. */
  declare readonly httpStatus?: number
  /** The failure of the token request. Not enumerable. */
  declare readonly failure?: TokenFailure
  /** What the store threw. Not enumerable, for it may hold anything. */
  declare readonly thrown?: unknown

  constructor(code: TokenSourceErrorCode, message: string, details: TokenSourceErrorDetails = {}) {
    const { transient = false, failure, thrown, cause, ...shown } = details
    super(message, cause === undefined ? {} : { cause })
    Object.assign(this, { code, transient }, present(shown as Required<typeof shown>))
    Object.defineProperties(this, { failure: { value: failure }, thrown: { value: thrown } })
  }
}

/** The error of a token request that failed, in the server's words; `retryAfterMs` is the pause that follows. */
export function renewalFailed(failure: TokenFailure, retryAfterMs?: number): TokenSourceError {
  const { error, errorDescription, httpStatus, transient, exception: cause } = failure
  return new TokenSourceError('renewal_failed', `no new token: ${describeFailure(failure)}`, {
    error,
    errorDescription,
    httpStatus,
    transient,
    retryAfterMs,
    failure,
    cause,
  })
}

/** The error of a source that has been disposed of. */
export function disposedOf(): TokenSourceError {
  return new TokenSourceError('disposed', 'the source has been disposed of')
}
