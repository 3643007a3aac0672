import type { AuthorizeParameters } from '../authorization/authorize-form.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { type Pushed, pushBy } from './push-public-authorization.ts'

/** An authorization request to send directly to the server, before the user goes there. */
export interface PushAuthorizationRequest extends EndpointRequest, Omit<AuthorizeParameters, 'requestUri'> {
  clientId: string
}

/** The server has stored the request. */
export interface PushAuthorizationSuccess extends SuccessMembers, Pushed {}

/** A response of the pushed authorization request endpoint: `isError` tells success from failure. */
export type PushAuthorizationResponse = PushAuthorizationSuccess | Failure

/**
 * Sends an authorization request directly to the server and gets a `requestUri` for it (RFC 9126 section 2). Takes the same
 * members as `createAuthorizeUrl`, except `requestUri`, and authenticates the client as at the token endpoint. `clientId` is
 * always in the form too. With a `dpop`, the code is bound to its key (RFC 9449 section 10.1).
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function pushAuthorization(
  request: PushAuthorizationRequest,
  options: RequestOptions = {},
): Promise<PushAuthorizationResponse> {
  return pushBy(postClientForm, request, options)
}
