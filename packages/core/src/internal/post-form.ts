import type { Call } from './attempt.ts'
import { call } from './call.ts'
import { type AddressedRequest, callTo } from './call-to.ts'
import { authenticate, type ClientAuthentication, withProof } from './client-authentication.ts'
import type { DPoPSigner } from './dpop.ts'
import { type Field, fieldsOf, formOf, type RequestParameters } from './form.ts'
import { headersOf } from './headers.ts'
import { misuse } from './misuse.ts'
import type { RequestOptions } from './options.ts'
import type { Accept } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'

/** The members of every form request to an endpoint. Only the address is required. */
export interface EndpointRequest extends ClientAuthentication, AddressedRequest {
  /** Additional parameters. */
  parameters?: RequestParameters | undefined
  /** Signs a DPoP proof for each attempt. If the server asks for a nonce, the request is retried once (RFC 9449). */
  dpop?: DPoPSigner | undefined
  /** A DPoP proof that you made. It is sent once. */
  dpopProof?: string | undefined
}

/** Posts a request as a form, with client authentication. Rejects with a `TypeError` for a mistake, before anything is sent. */
export function postForm<Members extends object>(
  request: EndpointRequest,
  fields: readonly Field[],
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => formCall(request, fields, options), options, accept)
}

/** The fields of a form, followed by those of the client. */
export const clientFields = (...fields: readonly string[]): Field[] => fieldsOf(...fields, 'client_id', 'client_secret')

/** The validated call of a form request. */
export function formCall(request: EndpointRequest, fields: readonly Field[], options: RequestOptions): Call {
  const call = callTo('POST', request, options, 'application/x-www-form-urlencoded')
  const { clientAssertion, clientAuthentication, clientSecret: secret, dpopProof } = request
  const body = formOf(request, fields)
  const { headers } = call
  if (dpopProof != null) {
    Object.assign(headers, headersOf({ dpop: dpopProof }, 'dpopProof'))
    if (!headers.dpop) misuse('dpopProof', 'a non-empty string')
  }
  authenticate(request, body, headers)
  call.body = body
  call.secrets = [secret]
  if (clientAssertion || clientAuthentication) call.proven = () => withProof(request, call, body)
  return call
}
