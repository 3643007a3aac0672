import { type Client, orThrow, type TokenSuccess } from 'grantkit'

/** Logs a user in on another device (RFC 8628), for tokens for the API. */
export async function logIn(client: Client, resource: string): Promise<TokenSuccess> {
  const parameters = { resource }
  const login = orThrow(await client.requestDeviceAuthorization({ scope: 'openid offline_access read', parameters }))
  const { userCode, verificationUri, deviceCode, intervalMs, expiresAt } = login
  console.log(`Go to ${verificationUri} and type ${userCode}`)
  return orThrow(await client.pollDeviceToken({ deviceCode, intervalMs, expiresAt, parameters }))
}
