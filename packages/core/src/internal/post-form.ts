import { endpointUrl } from './address.ts'
import { type Call, call } from './call.ts'
import { authenticate, type ClientAuthentication, credentials, withAssertion } from './client-authentication.ts'
import type { DPoPSigner } from './dpop.ts'
import { type Fields, formOf, type RequestParameters } from './form.ts'
import { headersOf, type RequestHeaders } from './headers.ts'
import { misuse } from './misuse.ts'
import type { RequestOptions } from './options.ts'
import type { Accept } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'

/** What every request to an endpoint may say, and its address, which it must. */
export interface EndpointRequest extends ClientAuthentication {
  /** The endpoint's absolute URL: `https:`, or `http:` on a loopback host. */
  address: string | URL
  /** Parameters beyond the named members. */
  parameters?: RequestParameters
  /** Headers to send along. One that is not CORS-safelisted costs a page's request a preflight. */
  headers?: RequestHeaders
  /** Signs a DPoP proof for each attempt, with one retry when the server asks for a nonce (RFC 9449). */
  dpop?: DPoPSigner
  /** A ready-made DPoP proof, sent once. */
  dpopProof?: string
}

/** Posts the form of `request` with the client's authentication. Rejects with `TypeError` before anything is sent. */
export function postForm<Members extends object>(
  request: EndpointRequest,
  required: Fields,
  options: RequestOptions,
  accept: Accept<Members>,
  optional?: Fields,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => formCall(request, required, optional, options), options, accept)
}

function formCall(
  request: EndpointRequest,
  required: Fields,
  optional: Fields | undefined,
  { allowInsecureHttp }: RequestOptions,
): Call {
  const body = formOf(request, required, optional, credentials)
  const { clientAssertion, clientSecret: secret, dpop, dpopProof } = request
  const url = endpointUrl(request.address, allowInsecureHttp)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.headers) Object.assign(headers, headersOf(request.headers, 'headers'))
  if (dpopProof) Object.assign(headers, headersOf({ dpop: dpopProof }, 'dpopProof'))
  if (dpop && headers.dpop) misuse('dpopProof', 'it or dpop')
  authenticate(request, body, headers)
  const bodyOf = clientAssertion && (() => withAssertion(body, clientAssertion, url))
  return { method: 'POST', url, headers, body, secret, dpop, bodyOf }
}
