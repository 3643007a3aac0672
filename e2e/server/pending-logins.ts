import { orThrow, requestBackchannelAuthentication, requestDeviceAuthorization } from 'grantkit'
import type { AuthorizationServer } from './authorization-server.ts'

/** A login that the user is asked for on another device. */
export interface DeviceLogin {
  deviceCode: string
  /** Where the user approves it. */
  verificationUri: string
}

/** Asks for a device code as `device`. */
export async function startDeviceLogin(server: AuthorizationServer, scope = 'openid profile'): Promise<DeviceLogin> {
  const request = { address: server.deviceAuthorizationEndpoint, ...server.clients.device, scope }
  const { deviceCode, verificationUriComplete = '' } = orThrow(await requestDeviceAuthorization(request))
  return { deviceCode, verificationUri: verificationUriComplete }
}

/** Asks for a user's approval as `backchannel`; gives the `auth_req_id`. */
export async function startBackchannelAuthentication(
  server: AuthorizationServer,
  loginHint: string,
  scope = 'openid profile',
): Promise<string> {
  const request = { address: server.backchannelAuthenticationEndpoint, ...server.clients.backchannel, scope, loginHint }
  return orThrow(await requestBackchannelAuthentication(request)).authenticationRequestId
}
