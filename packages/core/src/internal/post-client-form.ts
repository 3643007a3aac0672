import type { Call } from './attempt.ts'
import { call } from './call.ts'
import { authenticate, type ClientAuthentication } from './client-authentication.ts'
import type { Field } from './form.ts'
import { formCall, type PublicRequest } from './form-call.ts'
import { headersOf } from './headers.ts'
import { misuse } from './misuse.ts'
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
  return call(() => clientFormCall(request, fields, options), options, accept)
}

/** The validated call of a form request. */
export function clientFormCall(request: EndpointRequest, fields: readonly Field[], options: RequestOptions): Call {
  const call = formCall(request, fields, options)
  const { dpopProof } = request
  const { headers } = call
  if (dpopProof != null) {
    Object.assign(headers, headersOf({ dpop: dpopProof }, 'dpopProof'))
    if (!headers.dpop) misuse('dpopProof', 'a non-empty string')
  }
  authenticate(request, call)
  return call
}
