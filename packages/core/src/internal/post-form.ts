import { endpointUrl } from './address.ts'
import { call } from './call.ts'
import { addAssertion, authenticate, type ClientAuthentication } from './client-authentication.ts'
import type { DPoPSigner } from './dpop.ts'
import type { RequestParameters } from './form.ts'
import { headersOf, type RequestHeaders, setHeader } from './headers.ts'
import { misuse } from './misuse.ts'
import { checkOptions, type RequestOptions } from './options.ts'
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

/** Posts a form with the client's authentication. Rejects with `TypeError` before anything is sent. */
export async function postForm<Members extends object>(
  request: EndpointRequest,
  form: URLSearchParams,
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  checkOptions(options)
  const { address, clientAssertion, clientSecret: secret, dpop, dpopProof } = request
  const url = endpointUrl(address, options.allowInsecureHttp).href
  const headers = headersOf(request.headers)
  if (dpopProof) setHeader(headers, 'dpop', dpopProof, 'dpopProof')
  if (dpop && headers.dpop) misuse('dpop', 'it or a ready-made proof')
  authenticate(request, form, headers)
  const freshBody =
    typeof clientAssertion === 'function'
      ? async () => addAssertion(new URLSearchParams(form), await clientAssertion({ url }))
      : undefined
  return call({ method: 'POST', url, headers, body: form, secret, dpop, freshBody }, options, accept)
}
