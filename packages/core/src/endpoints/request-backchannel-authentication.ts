import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import { type FieldsOf, fieldsOf, formOf } from '../internal/form.ts'
import { clientFields } from '../internal/form-call.ts'
import { addLifetime, intervalMsIn, type Lifetime, textMembers } from '../internal/members.ts'
import { checkObject, misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { wholeSeconds } from '../internal/whole-seconds.ts'

/** A request to log in a user on another device: `scope` and exactly one of the three hints, or only `request`. */
export interface BackchannelAuthenticationRequest extends EndpointRequest {
  /** The requested scope, including `openid`: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The user who is to log in, such as an email address or a telephone number. */
  loginHint?: string | undefined
  /** The user who is to log in, as a token that the server understands. */
  loginHintToken?: string | undefined
  /** The user who is to log in, as one of their ID tokens. */
  idTokenHint?: string | undefined
  /** A short, plain text that the user sees on both devices, to recognize the login. */
  bindingMessage?: string | undefined
  /** A secret of the user, so that others can't trigger requests on the user's device. */
  userCode?: string | undefined
  /** How long the user has time, in whole seconds from 1. */
  requestedExpiry?: number | undefined
  /** Authentication contexts, the preferred one first. A list is joined with spaces. */
  acrValues?: string | readonly string[] | undefined
  /** The bearer token that the server must send with its notifications, for the ping and push modes. */
  clientNotificationToken?: string | undefined
  /** The API or APIs the token will be for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** The requested authorization details (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
  /** All of this as a signed request object (CIBA section 7.1.1). */
  request?: string | undefined
}

/** The server is asking the user to log in. */
export interface BackchannelAuthenticationSuccess extends SuccessMembers, Lifetime {
  /** For `pollBackchannelAuthenticationToken`. */
  authenticationRequestId: string
  /** The minimum time between two polls, in milliseconds, from 1000 to 300000. 5000 if the server sent none or an invalid value. */
  intervalMs: number
}

/** A response of the backchannel authentication endpoint: `isError` tells success from failure. */
export type BackchannelAuthenticationResponse = BackchannelAuthenticationSuccess | Failure

/**
 * Makes the server ask a user to log in on another device (OpenID CIBA Core section 7). Then call
 * `pollBackchannelAuthenticationToken`.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function requestBackchannelAuthentication(
  request: BackchannelAuthenticationRequest,
  options: RequestOptions = {},
): Promise<BackchannelAuthenticationResponse> {
  checkObject('request', request)
  const members: FieldsOf<BackchannelAuthenticationRequest> = [
    'scope',
    'login_hint',
    'login_hint_token',
    'id_token_hint',
    'binding_message',
    'user_code',
    'requested_expiry',
    'acr_values',
    'client_notification_token',
    'resource',
    'authorization_details',
    'request',
  ]
  const parameters = formOf(
    { ...request, requestedExpiry: wholeSeconds('requestedExpiry', request.requestedExpiry, 1) },
    fieldsOf(...members),
  )
  const given = members.filter((name) => parameters.has(name))
  if (parameters.has('request') ? given[1] : given.filter((name) => name.includes('_hint')).length !== 1) {
    misuse('loginHint', 'exactly one of loginHint, loginHintToken and idTokenHint, or request by itself')
  }
  return postClientForm(
    { ...request, parameters },
    parameters.has('request') ? clientFields() : clientFields('scope!'),
    options,
    (json, quirks, answer) => {
      const members = textMembers<{ authReqId: string }>(json, quirks, ['auth_req_id'])
      if (typeof members !== 'object') return members
      const login = { authenticationRequestId: members.authReqId, intervalMs: intervalMsIn(json!, quirks) }
      return addLifetime(login, json!, quirks, answer)
    },
  )
}
