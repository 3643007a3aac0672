import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { type Revocation, tokenFields } from './revocation.ts'

/** A token to revoke. */
export interface RevokeTokenRequest extends EndpointRequest, Revocation {}

/** The token is revoked, or was never valid. */
export interface RevokeTokenSuccess extends SuccessMembers {}

/** A response of the revocation endpoint: `isError` tells success from failure. */
export type RevokeTokenResponse = RevokeTokenSuccess | Failure

/**
 * Revokes a token (RFC 7009 section 2.1). Any 2xx response without an `error` is a success, whatever its body, even if the
 * server doesn't know the token.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function revokeToken(
  request: RevokeTokenRequest,
  options: RequestOptions = {},
): Promise<RevokeTokenResponse> {
  return postClientForm(request, tokenFields(), options, () => ({}))
}
