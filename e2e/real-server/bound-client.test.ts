import { createDPoP } from '@grantkit/jose'
import {
  type Client,
  createClient,
  createDiscoveryCache,
  createPkce,
  createState,
  getDiscoveryDocument,
  orThrow,
} from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { pageOrigin, redirectUri } from './log-in.ts'
import { refusal } from './refusal.ts'
import { nothing, scriptedClock } from './scripted-clock.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})
const authority = server.issuer
const paths = () => server.requests.map(({ path }) => path)
const lookups = () => paths().filter((path) => path.startsWith('/.well-known/'))

/** Logs alice in with only the client's methods. Returns the token. */
async function logIn(client: Client, { push = false } = {}) {
  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const request = { redirectUri, scope: 'openid profile', state, codeChallenge }
  const url = push
    ? await client.createAuthorizeUrl({ requestUri: orThrow(await client.pushAuthorization(request)).requestUri })
    : await client.createAuthorizeUrl(request)
  const { url: callback } = await new UserAgent().visit(url, { until: redirectUri })
  const { code } = orThrow(await client.parseAuthorizeResponse(callback, { state }))
  return orThrow(await client.requestAuthorizationCodeToken({ code, redirectUri, codeVerifier }))
}

describe('createClient with only an issuer and a client', () => {
  it('takes a public client through login, userinfo, refresh, revocation and logout, discovering once', async () => {
    const client = createClient({ authority, ...server.clients.spa })
    const { accessToken, refreshToken = '', idToken = '' } = await logIn(client)
    const expectedSubject = decodeJwt(idToken).sub ?? ''
    expect(await client.getUserInfo({ accessToken, expectedSubject })).toMatchObject({ subject: 'alice' })
    const refreshed = orThrow(await client.requestRefreshToken({ refreshToken }))
    expect(await client.revokeToken({ token: refreshed.refreshToken ?? '' })).toMatchObject({ isError: false })
    const logout = await client.createEndSessionUrl({ idTokenHint: idToken, postLogoutRedirectUri: `${pageOrigin}/` })
    expect(logout.startsWith(`${server.endSessionEndpoint}?`)).toBe(true)
    expect(lookups()).toEqual(['/.well-known/openid-configuration'])
  })

  it('takes a confidential client through a pushed login and introspection, with the secret in the header', async () => {
    const client = createClient({ authority, ...server.clients.webPushed })
    const { accessToken: token } = await logIn(client, { push: true })
    expect(await client.introspectToken({ token })).toMatchObject({ active: true, subject: 'alice' })
    const posted = server.requests.filter(({ path }) => ['/request', '/token', '/token/introspection'].includes(path))
    expect(posted.map(({ headers }) => `${headers.authorization}`.slice(0, 6))).toEqual(['Basic ', 'Basic ', 'Basic '])
  })

  it('takes a device to a token', async () => {
    const client = createClient({ authority, ...server.clients.device })
    const login = orThrow(await client.requestDeviceAuthorization({ scope: 'openid' }))
    const { deviceCode, intervalMs, expiresAt, verificationUriComplete = '' } = login
    const clock = scriptedClock(nothing, () => new UserAgent().visit(verificationUriComplete))
    const token = await client.pollDeviceToken({ deviceCode, intervalMs, expiresAt }, { clock })
    expect(token).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('takes a backchannel login to a token', async () => {
    const client = createClient({ authority, ...server.clients.backchannel })
    const login = orThrow(await client.requestBackchannelAuthentication({ scope: 'openid', loginHint: 'bob' }))
    const { authenticationRequestId, intervalMs, expiresAt } = login
    const clock = scriptedClock(() => server.backchannelDevice.approve(authenticationRequestId))
    const poll = { authenticationRequestId, intervalMs, expiresAt }
    expect(await client.pollBackchannelAuthenticationToken(poll, { clock })).toMatchObject({ isError: false })
  })

  it('registers, reads, updates and deletes a client', async () => {
    const client = createClient({ authority })
    const metadata = { redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }
    const registered = orThrow(await client.registerClient({ metadata }))
    const { registrationClientUri: address = '', registrationAccessToken = '' } = registered
    const read = orThrow(await client.readClient({ address, registrationAccessToken }))
    const changed = { ...read.metadata, client_name: 'Orchard' }
    const updated = orThrow(await client.updateClient({ address, registrationAccessToken, metadata: changed }))
    const { registrationAccessToken: latest = '' } = updated
    expect(await client.deleteClient({ address, registrationAccessToken: latest })).toMatchObject({ isError: false })
  })

  it('gets the keys, and a token that they verify', async () => {
    const client = createClient({ authority, ...server.clients.machine })
    const { keys } = orThrow(await client.getJsonWebKeySet())
    expect(keys.map(({ kid }) => kid)).toEqual(['rs256', 'es256', 'server-rsa'])
  })

  it('binds a signer to login and userinfo alike', async () => {
    const client = createClient({ authority, ...server.clients.spaDPoP, dpop: createDPoP() })
    const { accessToken, tokenType } = await logIn(client)
    expect(tokenType).toBe('DPoP')
    expect(await client.getUserInfo({ accessToken, expectedSubject: 'alice' })).toMatchObject({ isError: false })
  })

  it("resolves to the server's error for a wrong secret, with every method", async () => {
    const client = createClient({ authority, clientId: 'web', clientSecret: 'wrong' })
    for (const response of [
      await client.requestClientCredentialsToken(),
      await client.introspectToken({ token: 'any' }),
      await client.revokeToken({ token: 'any' }),
      await client.pushAuthorization({ redirectUri }),
      await client.requestDeviceAuthorization(),
    ]) {
      expect(response).toMatchObject(refusal(401, 'invalid_client'))
    }
  })
})

describe('the default client authentication', () => {
  it('is the body if the metadata offers no Basic, and Basic if it does', async () => {
    const { isError: _, ...document } = orThrow(await getDiscoveryDocument({ authority }))
    const metadata = { ...document, tokenEndpointAuthMethodsSupported: ['client_secret_post', 'none'] }
    const posting = createClient({ metadata, ...server.clients.machinePost })
    expect(await posting.requestClientCredentialsToken({ scope: 'read' })).toMatchObject({ isError: false })
    expect(server.requests.at(-1)?.formNames).toContain('client_secret')

    const basic = createClient({ metadata: document, ...server.clients.machine })
    expect(await basic.requestClientCredentialsToken({ scope: 'read' })).toMatchObject({ isError: false })
    expect(server.requests.at(-1)?.formNames).not.toContain('client_secret')
  })

  it('is replaced by a style that is passed', async () => {
    const client = createClient({ authority, ...server.clients.machinePost, clientCredentialStyle: 'body' })
    expect(await client.requestClientCredentialsToken()).toMatchObject({ isError: false })
  })
})

describe('the bound resource', () => {
  it('is sent in authorization, token and refresh requests (PAIN 33)', async () => {
    const client = createClient({ authority, ...server.clients.spa, resource: server.api })
    const { refreshToken = '' } = await logIn(client)
    orThrow(await client.requestRefreshToken({ refreshToken }))
    const tokenRequests = server.requests.filter(({ path }) => path === '/token')
    expect(tokenRequests.map(({ form }) => form.resource)).toEqual([server.api, server.api])
  })

  it('is not sent with resourceIndicators: omit', async () => {
    const settings = { authority, ...server.clients.spa, resource: server.api, resourceIndicators: 'omit' } as const
    const client = createClient(settings)
    const { refreshToken = '' } = await logIn(client)
    orThrow(await client.requestRefreshToken({ refreshToken }))
    expect(server.requests.filter(({ formNames }) => formNames.includes('resource'))).toEqual([])
  })
})

describe('a shared discovery cache', () => {
  it('serves several clients with one request', async () => {
    const discovery = createDiscoveryCache({ authority })
    const { machine, gateway } = server.clients
    const [first, second] = [machine, gateway].map((client) => createClient({ discovery, ...client }))
    await Promise.all([first?.requestClientCredentialsToken(), second?.getJsonWebKeySet()])
    expect(lookups()).toHaveLength(1)
  })
})

describe('a server that is not there', () => {
  it('is the failure of every method, and the TokenRequestError of those that make a URL', async () => {
    const gone = await startAuthorizationServer()
    await gone.close()
    const client = createClient({ authority: gone.issuer, ...server.clients.spa })
    expect(await client.revokeToken({ token: 'any' })).toMatchObject({ isError: true, code: 'network' })
    await expect(client.createAuthorizeUrl({ redirectUri })).rejects.toMatchObject({
      name: 'TokenRequestError',
      code: 'network',
    })
  })
})
