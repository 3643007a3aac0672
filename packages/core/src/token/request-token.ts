import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request for any grant. */
export interface TokenRequest extends GrantRequest {
  /** `grant_type`, such as `client_credentials` or an extension grant's URN (RFC 6749 section 4.5). */
  grantType: string
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** The service or services that the token is for, by a name that the server knows (RFC 8693). */
  audience?: string | readonly string[] | undefined
}

/**
 * Requests a token by any grant (RFC 6749 section 3.2), standard or not. Put other parameters of the grant into `parameters`. The
 * functions for single grants do the same with named members.
 *
 * Resolves to a {@link TokenResponse}, even if the server or the network fails. Rejects with a `TypeError` for a mistake in the
 * arguments, before anything is sent, and with the signal's reason when `options.signal` aborts.
 *
 * @example
 * ```ts
 * const response = await requestToken({
 *   address: 'https://demo.example/connect/token',
 *   clientId: 'client',
 *   clientSecret: 'secret',
 *   grantType: 'urn:example:delegation',
 *   parameters: { token: 'the token to exchange' },
 * })
 * if (response.isError) throw new Error(response.error)
 * response.json['custom_parameter']
 * ```
 */
export function requestToken(request: TokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant(request, options, request?.grantType, fields)
}

const fields = /* @__PURE__ */ grantFields<TokenRequest>('scope', 'resource', 'audience')
