import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the token exchange grant. */
export interface TokenExchangeTokenRequest extends GrantRequest {
  /** The token of the party on whose behalf the new token is requested. */
  subjectToken: string
  /** The type of `subjectToken`, as a URN. */
  subjectTokenType: string
  /** The service or services that the token is for, by a name that the server knows. */
  audience?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The requested token type, as a URN. */
  requestedTokenType?: string | undefined
  /** The token of the party that will act. */
  actorToken?: string | undefined
  /** The type of `actorToken`, as a URN. RFC 8693 requires it if there is an `actorToken`. */
  actorTokenType?: string | undefined
}

/**
 * Exchanges one token for another: for another audience, a narrower scope, or on behalf of a user (RFC 8693 section 2.1).
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestTokenExchangeToken(
  request: TokenExchangeTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(request, options, 'urn:ietf:params:oauth:grant-type:token-exchange', fields)
}

const fields = /* @__PURE__ */ grantFields<TokenExchangeTokenRequest>(
  'subject_token!',
  'subject_token_type!',
  'audience',
  'resource',
  'scope',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
)
