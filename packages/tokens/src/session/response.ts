import type { TokenFailure, TokenResponse } from 'grantkit'
import { binaryOf } from 'grantkit/internal/base64'

/** The refresh token of a response, even if the response is a failure. */
export function rotatedIn(response: TokenResponse | undefined): string | undefined {
  const token = response && (response.isError ? response.json?.refresh_token : response.refreshToken)
  return typeof token === 'string' && token ? token : undefined
}

/** Whether the server may have used up the refresh token in spite of this failure. */
export function maybeSpent({ code, httpStatus, error, transient }: TokenFailure): boolean {
  if (code === 'oauth_error') return /^(server_error|temporarily_unavailable)$/.test(error) || httpStatus >= 500
  if (code === 'http_error') return httpStatus >= 500
  return code !== 'redirect' || transient
}

/** Whether the server said that the refresh token is no longer valid: by RFC 6749 section 5.2, or as GitHub and Slack do. */
export function isRefused({ code, error, transient }: TokenFailure): boolean {
  return code === 'oauth_error' && dead.test(error) && !transient
}

const dead = /^(invalid_grant|(bad|invalid|expired|revoked)_refresh_token|refresh_token_(invalid|expired|revoked))$/

/** The subject of an ID token, not validated; undefined if it can't be read. */
export function subjectOf(idToken: string): unknown {
  try {
    return (JSON.parse(binaryOf(`${idToken.split('.')[1]}`)) as { sub?: unknown }).sub
  } catch {
    return undefined
  }
}
