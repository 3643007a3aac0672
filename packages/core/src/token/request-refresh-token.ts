import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the refresh_token grant. */
export interface RefreshTokenRequest extends GrantRequest {
  /** The refresh token. Servers that rotate it take each one once. */
  refreshToken: string
  /** A part of the scope that was granted; all of it where left out. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Gets a new token for a refresh token. Where the answer brings no new refresh token, the old one goes on: keep it (RFC 6749 section 6).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestRefreshToken(request: RefreshTokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant<RefreshTokenRequest>(request, options, 'refresh_token', ['refresh_token'], ['scope', 'resource'])
}
