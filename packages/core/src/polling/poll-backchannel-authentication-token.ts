import { checkGrant } from '../token/grant.ts'
import {
  type BackchannelAuthenticationTokenRequest,
  requestBackchannelAuthenticationToken,
} from '../token/request-backchannel-authentication-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { type PollOptions, type PollSchedule, poll } from './poll.ts'

/** A backchannel login to wait for: the backchannel authentication response has the members that say when. */
export interface PollBackchannelAuthenticationTokenRequest
  extends BackchannelAuthenticationTokenRequest,
    PollSchedule {}

/**
 * Waits until the user of a backchannel login has approved, and gets the token (OpenID CIBA Core sections 10.1 and 11).
 * Serves the poll and the ping mode: in the latter, `options.wake` settles when the server's ping has come, and the
 * polls in between are for a ping that got lost.
 *
 * Resolves to the token, or to the failure that ends the wait, such as `access_denied` or `expired_token`; the latter
 * even if the server doesn't say so. Rejects with a `TypeError` for a mistake in the arguments, and at once with the
 * signal's reason when `options.signal` aborts.
 */
export async function pollBackchannelAuthenticationToken(
  request: PollBackchannelAuthenticationTokenRequest,
  options: PollOptions = {},
): Promise<TokenResponse> {
  checkGrant(request, options, 'auth_req_id=authenticationRequestId!')
  // a server may hold a poll until the user has answered (CIBA section 11), so one that ran out of time is no sign of trouble
  return poll(
    (options) => requestBackchannelAuthenticationToken(request, options),
    request,
    options,
    ({ code }) => code !== 'timeout',
  )
}
