import {
  type Failure,
  introspectToken,
  pushAuthorization,
  requestBackchannelAuthentication,
  requestDeviceAuthorization,
  requestToken,
  revokeToken,
} from 'grantkit'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { redirectUri } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})

type Credentials = { clientId: string; clientSecret?: string; clientCredentialStyle?: 'body' }
type Ask = (client: Credentials) => Promise<{ isError: false } | Failure>

const endpoints: Record<string, Ask> = {
  token: (client) => requestToken({ address: server.tokenEndpoint, ...client, grantType: 'client_credentials' }),
  'pushed authorization request': (client) =>
    pushAuthorization({ address: server.pushedAuthorizationRequestEndpoint, ...client, redirectUri, scope: 'openid' }),
  'device authorization': (client) =>
    requestDeviceAuthorization({ address: server.deviceAuthorizationEndpoint, ...client, scope: 'openid' }),
  'backchannel authentication': (client) =>
    requestBackchannelAuthentication({
      address: server.backchannelAuthenticationEndpoint,
      ...client,
      scope: 'openid',
      loginHint: 'alice',
    }),
  introspection: (client) => introspectToken({ address: server.introspectionEndpoint, ...client, token: 'any' }),
  revocation: (client) => revokeToken({ address: server.revocationEndpoint, ...client, token: 'any' }),
}

describe.each(Object.entries(endpoints))('the %s endpoint', (_, ask) => {
  const clientSecret = 'wrong-secret-value'

  it('refuses a wrong secret in the Basic header with invalid_client, and the failure does not repeat it', async () => {
    const response = await ask({ clientId: 'web', clientSecret })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
    expect(JSON.stringify(response)).not.toContain(clientSecret)
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.formNames).not.toContain('client_secret')
  })

  it('refuses a wrong secret in the body with invalid_client', async () => {
    const response = await ask({ clientId: 'machine-post', clientSecret, clientCredentialStyle: 'body' })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
    expect(server.requests[0]?.form).toMatchObject({ client_id: 'machine-post', client_secret: clientSecret })
  })

  it('refuses a confidential client without its secret', async () => {
    expect(await ask({ clientId: 'web' })).toMatchObject(refusal(401, 'invalid_client'))
  })
})
