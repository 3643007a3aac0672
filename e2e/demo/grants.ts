import {
  orThrow,
  requestAuthorizationCodeToken,
  requestBackchannelAuthenticationToken,
  requestClientCredentialsToken,
  requestDeviceToken,
  requestJwtBearerToken,
  requestPasswordToken,
  requestRefreshToken,
  requestSaml2BearerToken,
  requestToken,
  requestTokenExchangeToken,
  type TokenResponse,
  type TokenSuccess,
} from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { startBackchannelAuthentication, startDeviceLogin } from '../server/pending-logins.ts'
import { UserAgent } from '../server/user-agent.ts'
import { logIn } from './log-in.ts'

/** A token request by each grant, by the name to print. */
export const grants: Record<string, (server: AuthorizationServer) => Promise<TokenResponse>> = {
  client_credentials: (server) =>
    requestClientCredentialsToken({ address: server.tokenEndpoint, ...server.clients.machine, scope: 'read write' }),

  password: (server) =>
    requestPasswordToken({
      address: server.tokenEndpoint,
      ...server.clients.legacy,
      username: 'alice',
      password: 'wonderland',
      scope: 'openid profile',
    }),

  'authorization_code + PKCE': async (server) =>
    requestAuthorizationCodeToken({
      address: server.tokenEndpoint,
      ...server.clients.spa,
      ...(await logIn(server)),
    }),

  refresh_token: async (server) => {
    const { refreshToken = '' } = await tokenOfAlice(server)
    return requestRefreshToken({ address: server.tokenEndpoint, ...server.clients.legacy, refreshToken })
  },

  device_code: async (server) => {
    const { deviceCode, verificationUri } = await startDeviceLogin(server)
    // the device shows the address; alice opens it on her phone, logs in and confirms
    await new UserAgent().visit(verificationUri)
    return requestDeviceToken({ address: server.tokenEndpoint, ...server.clients.device, deviceCode })
  },

  'token exchange': async (server) => {
    const { accessToken } = await tokenOfAlice(server)
    return requestTokenExchangeToken({
      address: server.tokenEndpoint,
      ...server.clients.exchanger,
      subjectToken: accessToken,
      subjectTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      resource: server.jwtApi,
      scope: 'read',
    })
  },

  CIBA: async (server) => {
    const authenticationRequestId = await startBackchannelAuthentication(server, 'alice')
    // the server asks alice on her phone, who approves
    await server.backchannelDevice.approve(authenticationRequestId)
    return requestBackchannelAuthenticationToken({
      address: server.tokenEndpoint,
      ...server.clients.backchannel,
      authenticationRequestId,
    })
  },

  'JWT bearer': async (server) =>
    requestJwtBearerToken({
      address: server.tokenEndpoint,
      ...server.clients.partner,
      assertion: await server.jwtIssuer.createAssertion('alice'),
      scope: 'read',
    }),

  'SAML 2.0 bearer': (server) =>
    requestSaml2BearerToken({
      address: server.tokenEndpoint,
      ...server.clients.partner,
      assertion: server.saml2Issuer.createAssertion('alice'),
      scope: 'read',
    }),

  'a grant of its own': (server) =>
    requestToken({
      address: server.tokenEndpoint,
      ...server.clients.gateway,
      grantType: 'urn:example:params:oauth:grant-type:api-key',
      parameters: { api_key: 'key-of-alice-4711', feature: ['search', 'export'], scope: 'read' },
    }),
}

/** Alice's tokens by the password grant, for the grants that start from a token. */
async function tokenOfAlice(server: AuthorizationServer): Promise<TokenSuccess> {
  return orThrow(
    await requestPasswordToken({
      address: server.tokenEndpoint,
      ...server.clients.legacy,
      username: 'alice',
      password: 'wonderland',
      scope: 'openid read',
    }),
  )
}
