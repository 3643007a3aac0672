import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import type { DPoPSigner } from '../internal/dpop.ts'
import type { Fields } from '../internal/form.ts'
import { checkOptions, type RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, formCall, postForm } from '../internal/post-form.ts'
import { acceptToken, type TokenMembers, type TokenResponse } from './token-response.ts'

/** What a request for a token may say by any grant. */
export interface GrantRequest extends EndpointRequest {
  /** What the token is to authorize, in detail (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

/** What every grant ends in: the request with its `grant_type`, and the token in the answer. */
export function requestGrant(
  request: GrantRequest,
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
    { authorizationDetails: 'authorization_details', ...optional },
  )
}

/** Refuses what the function of a grant would refuse, before a long wait. */
export function checkGrant(request: EndpointRequest, options: RequestOptions, required: Fields): void {
  checkOptions(options)
  formCall(request, required, undefined, options)
}

/** The token, or why it isn't the one that was asked for with a proof (RFC 9449 section 5). */
function acceptBound(dpop: DPoPSigner, token: TokenMembers | string | undefined): TokenMembers | string | undefined {
  return (typeof token === 'object' && dpop.refuseToken?.(token)) || token
}
