import type { TokenFailure } from 'grantkit'
import { describeFailure } from 'grantkit/internal/describe-failure'
import { TokenSourceError } from './token-source-error.ts'

/** The error of a failed token request, with the server's texts; `retryAfterMs` is the pause that follows. */
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
