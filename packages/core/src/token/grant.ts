import type { DPoPSigner } from '../internal/dpop.ts'
import type { Fields } from '../internal/form.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postForm } from '../internal/post-form.ts'
import { acceptToken, type TokenMembers, type TokenResponse } from './token-response.ts'

/** What every grant ends in: the request with its `grant_type`, and the token in the answer. */
export function requestGrant(
  request: EndpointRequest,
  options: RequestOptions = {},
  grantType: string | undefined,
  required?: Fields,
  optional?: Fields,
): Promise<TokenResponse> {
  return postForm(
    { ...request, grantType } as EndpointRequest,
    { grantType: 'grant_type', ...required },
    options,
    request?.dpop ? (...answer) => acceptBound(request.dpop!, acceptToken(...answer)) : acceptToken,
    optional,
  )
}

/** The token, or why it isn't the one that was asked for with a proof (RFC 9449 section 5). */
function acceptBound(dpop: DPoPSigner, token: TokenMembers | undefined): TokenMembers | string | undefined {
  return (token && dpop.refuseToken?.(token)) || token
}
