import { type AuthorizeParameters, authorizeForm } from '../authorization/authorize-form.ts'
import { clientFields, type PublicRequest } from '../internal/form-call.ts'
import { addLifetime, type Lifetime, textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { postForm } from '../internal/post-form.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** The members of the response. */
export interface Pushed extends Lifetime {
  /** For `createAuthorizeUrl`, with the `clientId`. Valid for one login. */
  requestUri: string
}

type PublicAuthorization = PublicRequest & Omit<AuthorizeParameters, 'requestUri'> & { clientId: string }

/** `pushAuthorization` for a public client, without the code for authentication. */
export async function pushPublicAuthorization(
  request: PublicAuthorization,
  options: RequestOptions,
): Promise<(SuccessMembers & Pushed) | Failure> {
  return postForm(pushedRequest(request), clientFields(), options, acceptPushed)
}

/** The request with all its parameters as a form. */
export function pushedRequest<Request extends PublicAuthorization>(request: Request): Request {
  const parameters = authorizeForm(request)
  if (parameters.has('request_uri')) misuse('requestUri', 'the request itself')
  return { ...request, parameters }
}

export const acceptPushed: Accept<Pushed> = (json, quirks, answer) => {
  const members = textMembers<{ requestUri: string }>(json, quirks, ['request_uri'])
  return typeof members === 'object' ? addLifetime(members, json!, quirks, answer) : members
}
