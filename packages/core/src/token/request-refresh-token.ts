import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the refresh_token grant. */
export interface RefreshTokenRequest extends GrantRequest {
  /** The refresh token. A server that rotates refresh tokens accepts each one once. */
  refreshToken: string
  /** A part of the granted scope, to get a token with less. @default all of it */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Requests a new token with a refresh token (RFC 6749 section 6). If the response contains no new refresh token, keep the
 * current one.
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestRefreshToken(request: RefreshTokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant(request, options, 'refresh_token', fields)
}

const fields = /* @__PURE__ */ grantFields<RefreshTokenRequest>('refresh_token!', 'scope', 'resource')
