import { type AuthorizeParameters, authorizeForm } from '../authorization/authorize-form.ts'
import { addLifetime, type Lifetime, textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, postForm } from '../internal/post-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** An authorization request that goes to the server before the user does. */
export interface PushAuthorizationRequest extends EndpointRequest, Omit<AuthorizeParameters, 'requestUri'> {
  clientId: string
}

/** The server keeps the request. */
export interface PushAuthorizationSuccess extends SuccessMembers, Lifetime {
  /** For `createAuthorizeUrl`, with the `clientId`. Valid for one login. */
  requestUri: string
}

/** What a pushed authorization request endpoint answered: `isError` tells the two apart. */
export type PushAuthorizationResponse = PushAuthorizationSuccess | Failure

/**
 * Sends an authorization request straight to the server and gets a `requestUri` for it (RFC 9126 section 2). Takes what
 * `createAuthorizeUrl` takes, `requestUri` aside, and authenticates as at the token endpoint; `clientId` is in the form
 * even so. A `dpop` binds the code to its key (RFC 9449 section 10.1).
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
