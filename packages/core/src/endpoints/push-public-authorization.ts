import { type AuthorizeParameters, authorizeForm } from '../authorization/authorize-form.ts'
import { clientFields, type PublicRequest } from '../internal/form-call.ts'
import { addLifetime, type Lifetime, textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { postForm } from '../internal/post-form.ts'
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
  return pushBy(postForm, request, options)
}

/** Pushes a request as a form, which `post` sends. */
export function pushBy(
  post: typeof postForm,
  request: PublicAuthorization,
  options: RequestOptions,
): Promise<(SuccessMembers & Pushed) | Failure> {
  const parameters = authorizeForm(request)
  if (parameters.has('request_uri')) misuse('requestUri', 'the request itself')
  return post<Pushed>({ ...request, parameters }, clientFields(), options, (json, quirks, answer) => {
    const members = textMembers<{ requestUri: string }>(json, quirks, ['request_uri'])
    return typeof members === 'object' ? addLifetime(members, json!, quirks, answer) : members
  })
}
