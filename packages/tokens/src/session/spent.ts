import type { TokenFailure } from 'grantkit'

/** Whether the server may have taken the refresh token although this is all that came back. */
export function maybeSpent({ code, httpStatus, error, transient }: TokenFailure): boolean {
  if (code === 'oauth_error') return /^(server_error|temporarily_unavailable)$/.test(error) || httpStatus >= 500
  if (code === 'http_error') return httpStatus >= 500
  return code !== 'redirect' || transient
}

/** Whether the server said that the refresh token is good for nothing any more (RFC 6749 section 5.2). */
export function isRefused({ code, error, transient }: TokenFailure): boolean {
  return code === 'oauth_error' && error === 'invalid_grant' && !transient
}
