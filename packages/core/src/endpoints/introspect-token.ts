import { type AuthorizationDetail, authorizationDetailsIn } from '../authorization/authorization-details.ts'
import { instantIn, scopeIn, textIn, textsIn } from '../internal/members.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
import { present } from '../internal/present.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { tokenFields } from './revocation.ts'

/** A request to introspect a token. */
export interface IntrospectTokenRequest extends EndpointRequest {
  /** The access token or refresh token. */
  token: string
  /** Which of the two it is, such as `access_token`, so that the server finds it faster. */
  tokenTypeHint?: string | undefined
}

/** The state of a token (RFC 7662 section 2.2). Further members of the response, such as `cnf`, are in `json`. */
export interface IntrospectionMembers {
  /** Whether the token is valid. If it isn't, ignore the other members. */
  active: boolean
  /** Separated by spaces, even if the server sent a list. */
  scope?: string
  clientId?: string
  username?: string
  tokenType?: string
  /** In epoch milliseconds. */
  expiresAt?: number
  /** In epoch milliseconds. */
  issuedAt?: number
  /** In epoch milliseconds. */
  notBefore?: number
  subject?: string
  /** The audience of the token; empty if the server doesn't say. */
  audience: string[]
  issuer?: string
  jwtId?: string
  /** What the token authorizes in detail (RFC 9396 section 9.2). */
  authorizationDetails?: AuthorizationDetail[]
}

export interface IntrospectTokenSuccess extends SuccessMembers, IntrospectionMembers {}

/** A response of the introspection endpoint: `isError` tells success from failure. */
export type IntrospectTokenResponse = IntrospectTokenSuccess | Failure

/**
 * Introspects a token (RFC 7662 section 2.1). For services that receive tokens that they can't validate themselves. The
 * response for an inactive token is a success whose `active` is false. A response whose `active` is not a boolean is a failure
 * with the code `invalid_response`.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function introspectToken(
  request: IntrospectTokenRequest,
  options: RequestOptions = {},
): Promise<IntrospectTokenResponse> {
  return postClientForm(request, tokenFields(), options, accept)
}

const accept: Accept<IntrospectionMembers> = (json, quirks) => {
  if (typeof json?.active !== 'boolean') return json && 'active is not a boolean'
  return present<IntrospectionMembers>({
    active: json.active,
    scope: scopeIn(json, quirks) || undefined,
    clientId: textIn(json, 'client_id', quirks),
    username: textIn(json, 'username', quirks),
    tokenType: textIn(json, 'token_type', quirks),
    expiresAt: instantIn(json, 'exp', quirks),
    issuedAt: instantIn(json, 'iat', quirks),
    notBefore: instantIn(json, 'nbf', quirks),
    subject: textIn(json, 'sub', quirks),
    audience: textsIn(json, 'aud', quirks),
    issuer: textIn(json, 'iss', quirks),
    jwtId: textIn(json, 'jti', quirks),
    authorizationDetails: authorizationDetailsIn(json, quirks),
  })
}
