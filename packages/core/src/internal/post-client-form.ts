import { call } from './call.ts'
import { authenticated, type ClientAuthentication } from './client-authentication.ts'
import type { Field } from './form.ts'
import { formCall, type PublicRequest } from './form-call.ts'
import type { RequestOptions } from './options.ts'
import type { Accept } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'

/** The members of every form request to an endpoint. Only the address is required. */
export interface EndpointRequest extends ClientAuthentication, PublicRequest {
  /** A DPoP proof that you made. It is sent once. */
  dpopProof?: string | undefined
}

/** Posts a request as a form, with client authentication. Rejects as `postForm` does. */
export function postClientForm<Members extends object>(
  request: EndpointRequest,
  fields: readonly Field[],
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => authenticated(request, formCall(request, fields, options)), options, accept)
}
