import type { Call } from './attempt.ts'
import { call } from './call.ts'
import { type AddressedRequest, callTo } from './call-to.ts'
import { headersOf } from './headers.ts'
import { misuse } from './misuse.ts'
import type { RequestOptions } from './options.ts'
import type { Accept } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { parseWwwAuthenticate } from './www-authenticate.ts'

/**
 * Sends `request` with the bearer token in its member `field`, and with `json` as the body if there is one. If an error response
 * has only a `WWW-Authenticate` challenge, the error is read from that (RFC 6750 section 3.1).
 */
export function requestJson<Members extends object>(
  method: string,
  request: AddressedRequest,
  field: string | undefined,
  options: RequestOptions,
  accept: Accept<Members>,
  json?: string,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(
    () => jsonCall(method, request, field, options, json),
    options,
    accept,
    (headers) => parseWwwAuthenticate(headers).find(({ parameters }) => parameters.error)?.parameters,
  )
}

function jsonCall(
  method: string,
  request: AddressedRequest,
  field: string | undefined,
  options: RequestOptions,
  json: string | undefined,
): Call {
  const call = callTo(method, request, options, json && 'application/json')
  const { headers } = call
  if (field) {
    const token = (request as unknown as Record<string, unknown>)[field]
    if (typeof token !== 'string' || !token.trim()) misuse(field, 'a non-empty string')
    if (headers.authorization) misuse('headers.authorization', 'only one way of authentication')
    // the other fields aren't access tokens, and only access tokens can be bound to a key
    if (field !== 'accessToken') call.dpop = undefined
    call.accessToken = token
    Object.assign(headers, headersOf({ authorization: `${call.dpop ? 'DPoP' : 'Bearer'} ${token}` }, field))
  }
  if (json) {
    headers['content-type'] = 'application/json'
    call.body = json
    // mask every text that is long enough to be a secret, except words and URLs
    call.secrets = [json, ...Array.from(json.matchAll(/"(?!https?:|[a-z_]+")([^"\\]{8,})/g), ([, text]) => text)]
  }
  return call
}
