import { checkGrant } from '../token/grant.ts'
import { type DeviceTokenRequest, requestDeviceToken } from '../token/request-device-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { type PollOptions, type PollSchedule, poll } from './poll.ts'

/** A device login to poll for. The members that set the schedule are those of the device authorization response. */
export interface PollDeviceTokenRequest extends DeviceTokenRequest, PollSchedule {}

/**
 * Waits until the user of a device login has approved, and gets the token (RFC 8628 section 3.5).
 *
 * Resolves to the token, or to the failure that ends the polling, such as `access_denied` or `expired_token`. After `expiresAt`
 * it resolves to `expired_token`, even if the server didn't send that. Rejects with a `TypeError` for a mistake in the
 * arguments, and immediately with the signal's reason when `options.signal` aborts.
 *
 * @example
 * ```ts
 * const login = await requestDeviceAuthorization({ address: 'https://demo.example/device', clientId: 'tv' })
 * if (login.isError) throw new Error(login.error)
 * console.log(`Go to ${login.verificationUri} and type ${login.userCode}`)
 * const { deviceCode, intervalMs, expiresAt } = login
 * const request = { address: 'https://demo.example/token', clientId: 'tv', deviceCode, intervalMs, expiresAt }
 * const token = await pollDeviceToken(request)
 * ```
 */
export async function pollDeviceToken(
  request: PollDeviceTokenRequest,
  options: PollOptions = {},
): Promise<TokenResponse> {
  checkGrant(request, options, 'device_code!')
  return poll((options) => requestDeviceToken(request, options), request, options)
}
