import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the SAML 2.0 bearer grant. */
export interface Saml2BearerTokenRequest extends GrantRequest {
  /** The assertion, base64url-encoded. */
  assertion: string
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Exchanges a SAML 2.0 assertion for a token (RFC 7522 section 2.1).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestSaml2BearerToken(
  request: Saml2BearerTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'urn:ietf:params:oauth:grant-type:saml2-bearer', fields)
}

const fields = /* @__PURE__ */ grantFields<Saml2BearerTokenRequest>('assertion!', 'scope', 'resource')
