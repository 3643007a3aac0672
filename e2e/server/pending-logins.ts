import type { AuthorizationServer } from './authorization-server.ts'

/** A login that the user is asked for on another device. */
export interface DeviceLogin {
  deviceCode: string
  /** Where the user approves it. */
  verificationUri: string
  expiresIn: number
}

/** Asks for a device code as `device` (RFC 8628 section 3.1). */
export async function startDeviceLogin(server: AuthorizationServer, scope = 'openid profile'): Promise<DeviceLogin> {
  const answer = await post(server.deviceAuthorizationEndpoint, { client_id: server.clients.device.clientId, scope })
  return {
    deviceCode: String(answer.device_code),
    verificationUri: String(answer.verification_uri_complete),
    expiresIn: Number(answer.expires_in),
  }
}

/** Asks for a user's approval as `backchannel` (OpenID CIBA Core section 7.1); gives the `auth_req_id`. */
export async function startBackchannelAuthentication(
  server: AuthorizationServer,
  loginHint: string,
  scope = 'openid profile',
): Promise<string> {
  const { clientId, clientSecret } = server.clients.backchannel
  const answer = await post(
    server.backchannelAuthenticationEndpoint,
    { scope, login_hint: loginHint },
    { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
  )
  return String(answer.auth_req_id)
}

async function post(
  url: string,
  body: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(body), headers })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}
