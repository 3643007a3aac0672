import type { RequestOptions } from '../internal/options.ts'
import { type AuthorizationCodeGrant, codeFields } from './exchange-public-code.ts'
import { type GrantRequest, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the authorization_code grant. */
export interface AuthorizationCodeTokenRequest extends GrantRequest, AuthorizationCodeGrant {}

/**
 * Exchanges the code of a callback for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestAuthorizationCodeToken(
  request: AuthorizationCodeTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'authorization_code', codeFields)
}
