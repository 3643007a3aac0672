import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the CIBA grant. */
export interface BackchannelAuthenticationTokenRequest extends GrantRequest {
  /** The `auth_req_id` of the backchannel authentication response. */
  authenticationRequestId: string
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Asks once whether the user of a backchannel authentication has approved (OpenID CIBA Core section 10.1).
 * `authorization_pending` and `slow_down` are failures whose `transient` is true. A server may hold the request open for 30 s, so
 * the default of `timeoutMs` is 35 s here.
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestBackchannelAuthenticationToken(
  request: BackchannelAuthenticationTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestGrant(
    request,
    { ...options, timeoutMs: options?.timeoutMs ?? 35_000 },
    'urn:openid:params:grant-type:ciba',
    fields,
  )
}

const fields = /* @__PURE__ */ grantFields<BackchannelAuthenticationTokenRequest>(
  'auth_req_id=authenticationRequestId!',
  'resource',
)
