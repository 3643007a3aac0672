import type { RequestOptions } from '../internal/options.ts'
import type { EndpointRequest } from '../internal/post-form.ts'
import { grant } from './grant.ts'
import { requestToken } from './request-token.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the device_code grant. */
export interface DeviceTokenRequest extends EndpointRequest {
  /** The device code of the device authorization response. */
  deviceCode: string
}

/** Asks once whether the user of a device login has approved. `authorization_pending` and `slow_down` are failures whose `transient` is true (RFC 8628 section 3.4). Resolves and rejects as {@link requestToken} does. */
export async function requestDeviceToken(
  request: DeviceTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  return requestToken(
    grant(request, 'urn:ietf:params:oauth:grant-type:device_code', { deviceCode: 'device_code' }),
    options,
  )
}
