import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the authorization_code grant. */
export interface AuthorizationCodeTokenRequest extends GrantRequest {
  /**
   * The code of the callback. It is valid once, so it is sent once. The only exception: if the server asks for a DPoP nonce, it is
   * sent again, because servers check the proof before the code.
   */
  code: string
  /** The redirect URI of the authorization request, exactly the same. */
  redirectUri: string
  /** The PKCE verifier of the authorization request's challenge. */
  codeVerifier?: string | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Exchanges the code of a callback for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestAuthorizationCodeToken(
  request: AuthorizationCodeTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'authorization_code', fields)
}

const fields = /* @__PURE__ */ grantFields<AuthorizationCodeTokenRequest>(
  'code!',
  'redirect_uri!',
  'code_verifier',
  'resource',
)
