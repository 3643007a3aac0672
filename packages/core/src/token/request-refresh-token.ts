import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, requestGrant } from './grant.ts'
import { type RefreshTokenGrant, refreshFields } from './refresh-public-token.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the refresh_token grant. */
export interface RefreshTokenRequest extends GrantRequest, RefreshTokenGrant {}

/**
 * Requests a new token with a refresh token (RFC 6749 section 6). If the response contains no new refresh token, keep the
 * current one.
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestRefreshToken(request: RefreshTokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant(request, options, 'refresh_token', refreshFields)
}
