import type { RequestOptions } from '../internal/options.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the device_code grant. */
export interface DeviceTokenRequest extends GrantRequest {
  /** The device code of the device authorization response. */
  deviceCode: string
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Asks once whether the user of a device login has approved (RFC 8628 section 3.4). `authorization_pending` and `slow_down` are
 * failures whose `transient` is true.
 *
 * Resolves and rejects as `requestToken` does.
 */
export function requestDeviceToken(request: DeviceTokenRequest, options?: RequestOptions): Promise<TokenResponse> {
  return requestGrant(request, options, 'urn:ietf:params:oauth:grant-type:device_code', fields)
}

const fields = /* @__PURE__ */ grantFields<DeviceTokenRequest>('device_code!', 'resource')
