import { type AuthorizeParameters, authorizeForm } from '../authorization/authorize-form.ts'
import { addLifetime, type Lifetime, textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, postForm } from '../internal/post-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** An authorization request to send directly to the server, before the user goes there. */
export interface PushAuthorizationRequest extends EndpointRequest, Omit<AuthorizeParameters, 'requestUri'> {
  clientId: string
}

/** The server has stored the request. */
export interface PushAuthorizationSuccess extends SuccessMembers, Lifetime {
  /** For `createAuthorizeUrl`, with the `clientId`. Valid for one login. */
  requestUri: string
}

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
  const parameters = authorizeForm(request)
  if (parameters.has('request_uri')) misuse('requestUri', 'the request itself')
  return postForm({ ...request, parameters }, clientFields(), options, (json, quirks, answer) => {
    const members = textMembers<{ requestUri: string }>(json, quirks, ['request_uri'])
    return typeof members === 'object'
      ? addLifetime<{ requestUri: string } & Lifetime>(members, json!, quirks, answer)
      : members
  })
}
