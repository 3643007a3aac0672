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

/** What every request to an endpoint may say, and its address, which it must. */
export interface EndpointRequest extends ClientAuthentication, AddressedRequest {
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
  /** Signs a DPoP proof for each attempt, with one retry when the server asks for a nonce (RFC 9449). */
  dpop?: DPoPSigner | undefined
  /** A ready-made DPoP proof, sent once. */
  dpopProof?: string | undefined
}

/** Posts the form of `request` with the client's authentication. Rejects with `TypeError` before anything is sent. */
export function postForm<Members extends object>(
  request: EndpointRequest,
  fields: readonly Field[],
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => formCall(request, fields, options), options, accept)
}

/** The fields of a form, the last of which say who the client is. */
export const clientFields = (...fields: readonly string[]): Field[] => fieldsOf(...fields, 'client_id', 'client_secret')

/** The call of a form, checked. */
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
