import { checkGrant } from '../token/grant.ts'
import {
  type BackchannelAuthenticationTokenRequest,
  requestBackchannelAuthenticationToken,
} from '../token/request-backchannel-authentication-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { type PollOptions, type PollSchedule, poll } from './poll.ts'

/** A backchannel login to poll for. The members that set the schedule are those of the backchannel authentication response. */
export interface PollBackchannelAuthenticationTokenRequest
  extends BackchannelAuthenticationTokenRequest,
    PollSchedule {}

/**
 * Waits until the user of a backchannel login has approved, and gets the token (OpenID CIBA Core sections 10.1 and 11).
 * For the poll mode and the ping mode. In ping mode, settle `options.wake` when the server's ping has come; it still polls, in
 * case the ping gets lost.
 *
 * Resolves to the token, or to the failure that ends the polling, such as `access_denied` or `expired_token`. After `expiresAt`
 * it resolves to `expired_token`, even if the server didn't send that. Rejects with a `TypeError` for a mistake in the
 * arguments, and immediately with the signal's reason when `options.signal` aborts.
 */
export async function pollBackchannelAuthenticationToken(
  request: PollBackchannelAuthenticationTokenRequest,
  options: PollOptions = {},
): Promise<TokenResponse> {
  checkGrant(request, options, 'auth_req_id=authenticationRequestId!')
  // a server may hold a poll until the user has decided (CIBA section 11), so a timeout is no reason to poll less often
  return poll(
    (options) => requestBackchannelAuthenticationToken(request, options),
    request,
    options,
    ({ code }) => code !== 'timeout',
  )
}
