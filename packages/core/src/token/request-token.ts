import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request for any grant. */
export interface TokenRequest extends GrantRequest {
  /** `grant_type`, such as `client_credentials` or an extension grant's URN (RFC 6749 section 4.5). */
  grantType: string
  /** The scope to ask for: verbatim, or a list that is joined by spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** The service or services that the token is for, by a name the server knows (RFC 8693). */
  audience?: string | readonly string[] | undefined
}

/**
 * Asks a token endpoint for a token by any grant (RFC 6749 section 3.2), standard or not: what else the grant
 * needs goes into `parameters`. Every other function of a grant is this with members of its own.
 *
 * Resolves to a {@link TokenResponse} for whatever the server or the way there did. Rejects with a `TypeError` for a
 * mistake in the arguments, before anything is sent, and with the signal's reason when `options.signal` aborts.
 *
 * @example
 * ```ts
 * const response = await requestToken({
 *   address: 'https://demo.example/connect/token',
 *   clientId: 'client',
 *   clientSecret: 'secret',
 *   grantType: 'urn:example:delegation',
 *   parameters: { token: 'the token of somebody else' },
 * })
 * if (response.isError) throw new Error(response.error)
 * response.json['custom_parameter']
 * ```
 */
export function requestToken(request: TokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant<TokenRequest>(request, options, request?.grantType, [], ['scope', 'resource', 'audience'])
}
