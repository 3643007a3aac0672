import { endpointUrl } from './address.ts'
import type { Call } from './attempt.ts'
import type { DPoPSigner } from './dpop.ts'
import { headersOf, type RequestHeaders } from './headers.ts'
import { checkObject, misuse } from './misuse.ts'
import type { RequestOptions } from './options.ts'

/** The members of every request to an endpoint: its address and additional headers. */
export interface AddressedRequest {
  /** The endpoint's absolute URL: `https:`, or `http:` on a loopback host. */
  address: string | URL
  /** Additional headers. In a page, a header that isn't CORS-safelisted causes a preflight. */
  headers?: RequestHeaders | undefined
}

/** The call of a request, still without body and credentials. `bodyType` is the media type that the body will have. */
export function callTo(
  method: string,
  request: AddressedRequest & { dpop?: DPoPSigner | undefined; dpopProof?: string | undefined },
  { allowInsecureHttp }: RequestOptions,
  bodyType?: string,
): Call {
  checkObject('request', request)
  const { address, dpop, dpopProof } = request
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.headers) Object.assign(headers, headersOf(request.headers, 'headers'))
  const type = headers['content-type']
  if (type && bodyType && type.split(';')[0]!.trim().toLowerCase() !== bodyType) {
    misuse('headers.content-type', `none, or ${bodyType}`)
  }
  // neither proof may silently override the other
  if ([dpop, dpopProof, headers.dpop].filter(Boolean)[1]) misuse('dpop', 'only one proof')
  return { method, url: endpointUrl(address, allowInsecureHttp), headers, dpop }
}
