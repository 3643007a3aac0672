import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the JWT bearer grant. */
export interface JwtBearerTokenRequest extends GrantRequest {
  /** The JWT. */
  assertion: string
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Exchanges a signed JWT for a token (RFC 7523 section 2.1).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestJwtBearerToken(
  request: JwtBearerTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'urn:ietf:params:oauth:grant-type:jwt-bearer', fields)
}

const fields = /* @__PURE__ */ grantFields<JwtBearerTokenRequest>('assertion!', 'scope', 'resource')
