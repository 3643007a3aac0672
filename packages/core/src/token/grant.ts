import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import { authenticated } from '../internal/client-authentication.ts'
import type { Field, FieldsOf } from '../internal/form.ts'
import { clientFields, formCall } from '../internal/form-call.ts'
import { checkOptions, type RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
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
  return postClientForm({ ...request, grantType } as EndpointRequest, fields, options, acceptToken)
}

/** Throws for mistakes that the grant's function would refuse, before polling starts. */
export function checkGrant(request: EndpointRequest, options: RequestOptions, required: string): void {
  checkOptions(options)
  authenticated(request, formCall(request, clientFields(required), options))
}
