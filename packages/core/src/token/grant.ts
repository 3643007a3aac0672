import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import type { Field, FieldsOf } from '../internal/form.ts'
import { checkOptions, type RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, formCall, postForm } from '../internal/post-form.ts'
import { acceptToken, type TokenResponse } from './token-response.ts'

/** What a request for a token may say by any grant. */
export interface GrantRequest extends EndpointRequest {
  /** What the token is to authorize, in detail (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

/** The fields of a grant's request, around those of its own. */
export function grantFields<Request extends GrantRequest>(...own: FieldsOf<Request>): Field[] {
  return clientFields('grant_type!', ...own, 'authorization_details')
}

/** What every grant ends in: the request with its `grant_type`, and the token in the answer. */
export function requestGrant(
  request: GrantRequest,
  options: RequestOptions = {},
  grantType: string | undefined,
  fields: readonly Field[],
): Promise<TokenResponse> {
  return postForm({ ...request, grantType } as EndpointRequest, fields, options, (...answer) => {
    const token = acceptToken(...answer)
    // or why it isn't the one that was asked for with a proof (RFC 9449 section 5)
    return (typeof token === 'object' && request.dpop?.refuseToken?.(token)) || token
  })
}

/** Refuses what the function of a grant would refuse, before a long wait. */
export function checkGrant(request: EndpointRequest, options: RequestOptions, required: string): void {
  checkOptions(options)
  formCall(request, clientFields(required), options)
}
