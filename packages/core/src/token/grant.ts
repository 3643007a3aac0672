import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import type { Field, FieldsOf } from '../internal/form.ts'
import { checkOptions, type RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, formCall, postForm } from '../internal/post-form.ts'
import { acceptToken, type TokenResponse } from './token-response.ts'

/** The members of a token request by any grant. */
export interface GrantRequest extends EndpointRequest {
  /** The requested authorization details (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

/** The fields of a grant's request: `own`, and those that all grants have. */
export function grantFields<Request extends GrantRequest>(...own: FieldsOf<Request>): Field[] {
  return clientFields('grant_type!', ...own, 'authorization_details')
}

/** Sends the request of a grant, and reads the token in the response. */
export function requestGrant(
  request: GrantRequest,
  options: RequestOptions = {},
  grantType: string | undefined,
  fields: readonly Field[],
): Promise<TokenResponse> {
  return postForm({ ...request, grantType } as EndpointRequest, fields, options, (...answer) => {
    const token = acceptToken(...answer)
    // or the reason why the DPoP signer refuses the token (RFC 9449 section 5)
    return (typeof token === 'object' && request.dpop?.refuseToken?.(token)) || token
  })
}

/** Throws for mistakes that the grant's function would refuse, before polling starts. */
export function checkGrant(request: EndpointRequest, options: RequestOptions, required: string): void {
  checkOptions(options)
  formCall(request, clientFields(required), options)
}
