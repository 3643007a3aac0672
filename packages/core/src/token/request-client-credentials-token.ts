import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the client_credentials grant. */
export interface ClientCredentialsTokenRequest extends GrantRequest {
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Gets a token for the client itself, without a user (RFC 6749 section 4.4).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestClientCredentialsToken(
  request: ClientCredentialsTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'client_credentials', fields)
}

const fields = /* @__PURE__ */ grantFields<ClientCredentialsTokenRequest>('scope', 'resource')
