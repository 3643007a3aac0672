import { orThrow, requestBackchannelAuthentication, requestDeviceAuthorization } from 'grantkit'
import type { AuthorizationServer } from './authorization-server.ts'

/** A pending login on another device. */
export interface DeviceLogin {
  deviceCode: string
  /** Where the user approves it. */
  verificationUri: string
}

/** Requests a device code as the client `device`. */
export async function startDeviceLogin(server: AuthorizationServer, scope = 'openid profile'): Promise<DeviceLogin> {
  const request = { address: server.deviceAuthorizationEndpoint, ...server.clients.device, scope }
  const { deviceCode, verificationUriComplete = '' } = orThrow(await requestDeviceAuthorization(request))
  return { deviceCode, verificationUri: verificationUriComplete }
}

/** Requests a user's approval as the client `backchannel`. Returns the `auth_req_id`. */
export async function startBackchannelAuthentication(
  server: AuthorizationServer,
  loginHint: string,
  scope = 'openid profile',
): Promise<string> {
  const request = { address: server.backchannelAuthenticationEndpoint, ...server.clients.backchannel, scope, loginHint }
  return orThrow(await requestBackchannelAuthentication(request)).authenticationRequestId
}
