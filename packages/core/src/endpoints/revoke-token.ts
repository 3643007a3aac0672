import type { RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, postForm } from '../internal/post-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** A token to revoke. */
export interface RevokeTokenRequest extends EndpointRequest {
  /** The refresh token or access token. */
  token: string
  /** Which of the two it is, such as `refresh_token`: it spares the server a search. */
  tokenTypeHint?: string | undefined
}

/** The token is no longer valid, or never was. */
export interface RevokeTokenSuccess extends SuccessMembers {}

/** What a revocation endpoint answered: `isError` tells the two apart. */
export type RevokeTokenResponse = RevokeTokenSuccess | Failure

/**
 * Revokes a token (RFC 7009 section 2.1). Any 2xx answer without an `error` is success, whatever its body; a token that
 * the server doesn't know is one too.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function revokeToken(
  request: RevokeTokenRequest,
  options: RequestOptions = {},
): Promise<RevokeTokenResponse> {
  return postForm(request, clientFields('token!', 'token_type_hint'), options, () => ({}))
}
