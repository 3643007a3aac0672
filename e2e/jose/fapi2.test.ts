import { createClient, createDPoP, type ProfileClientSettings, validateIdToken } from '@grantkit/jose'
import { createKeyCache, createNonce, createPkce, createState, orThrow } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { createTlsFetch } from '../server/tls-fetch.ts'
import { UserAgent } from '../server/user-agent.ts'

const server = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const tls = await startAuthorizationServer({ pageOrigin, tls: true })
const bare = createTlsFetch(tls.certificates?.ca ?? '')
const certified = createTlsFetch(tls.certificates?.ca ?? '', tls.certificates?.client)
afterAll(async () => {
  await Promise.all([bare.close(), certified.close()])
  await Promise.all([server.close(), strict.close(), tls.close()])
})

function settingsFor(at: AuthorizationServer, settings: Partial<ProfileClientSettings> = {}): ProfileClientSettings {
  return { profile: 'fapi2', authority: at.issuer, ...at.clients.fapi, key: at.clientKey, kid: 'client', ...settings }
}

/** Logs alice in and gets a token that an API accepts. */
async function logIn(at: AuthorizationServer, settings: ProfileClientSettings, agent = new UserAgent()) {
  const client = createClient(settings)
  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const nonce = createNonce()
  const scope = ['openid', 'offline_access', 'read']
  const login = { redirectUri, scope, state, nonce, codeChallenge, resource: at.jwtApi, prompt: 'consent' }
  const url = new URL(await client.createAuthorizeUrl(login))
  const { url: callback } = await agent.visit(url, { until: redirectUri })
  const { code } = orThrow(await client.parseAuthorizeResponse(callback, { state }))
  const exchange = { code, redirectUri, codeVerifier }
  const token = orThrow(await client.requestAuthorizationCodeToken(exchange))
  return { client, url, callback, nonce, exchange, token }
}

describe.each([
  ['happy-path-no-dpop-nonce', server],
  ['happy-path, a DPoP nonce demanded', strict],
])('FAPI 2.0 Security Profile: %s', (_, at) => {
  it('pushes, logs in, gets bound tokens by private_key_jwt, and refreshes them', async () => {
    const dpop = createDPoP()
    const { client, url, nonce, token } = await logIn(at, settingsFor(at, { dpop }))
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    expect(token.tokenType).toBe('DPoP')
    const jkt = await dpop.getThumbprint()
    expect(decodeJwt(token.accessToken)).toMatchObject({ sub: 'alice', cnf: { jkt } })

    const keys = createKeyCache({ address: at.jwksUri })
    const about = { issuer: at.issuer, clientId: 'fapi', keys, algorithms: ['ES256'] }
    const idToken = token.idToken ?? ''
    const { claims } = await validateIdToken({ ...about, idToken, accessToken: token.accessToken, nonce })
    expect(claims).toMatchObject({ sub: 'alice', nonce })

    const again = orThrow(await client.requestRefreshToken({ refreshToken: token.refreshToken ?? '' }))
    expect(decodeJwt(again.accessToken)).toMatchObject({ sub: 'alice', cnf: { jkt } })
  })

  it('calls an API with a proof for each call, and is refused without', async () => {
    const dpop = createDPoP()
    const { token } = await logIn(at, settingsFor(at, { dpop }))
    const call = async (proof: string | undefined) => {
      const headers = { authorization: `DPoP ${token.accessToken}`, ...(proof && { dpop: proof }) }
      return (await fetch(`${at.jwtApi}/hello`, { headers })).status
    }
    const { accessToken } = token
    expect(await call(await dpop.createProof({ method: 'GET', url: `${at.jwtApi}/hello`, accessToken }))).toBe(200)
    expect(await call(undefined)).toBe(401)
    const thief = createDPoP()
    expect(await call(await thief.createProof({ method: 'GET', url: `${at.jwtApi}/hello`, accessToken }))).toBe(401)
  })

  it('cannot use a code twice, nor with the verifier of another login', async () => {
    const { client, exchange } = await logIn(at, settingsFor(at, { dpop: createDPoP() }))
    expect(await client.requestAuthorizationCodeToken(exchange)).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('FAPI 2.0 Message Signing', () => {
  it.each([server, strict])('signs the request, and validates the signed callback', async (at) => {
    const signing = { ...at.clients.fapiSigned, dpop: createDPoP(), signedRequests: true, signedResponses: true }
    const { callback, token } = await logIn(at, settingsFor(at, signing))
    expect([...callback.searchParams.keys()]).toEqual(['response'])
    expect(token.tokenType).toBe('DPoP')
    const push = at.requests.findLast(({ path }) => path === '/request')
    expect(push?.formNames).toContain('request')
    expect(push?.formNames).not.toContain('redirect_uri')
  })

  it('is refused for a client that does not sign, if the server requires it', async () => {
    const lazy = settingsFor(server, { ...server.clients.fapiSigned, dpop: createDPoP(), signedResponses: true })
    await expect(logIn(server, lazy)).rejects.toMatchObject({ name: 'TokenRequestError', error: 'invalid_request' })
  })
})

describe('FAPI 2.0 with certificates instead of DPoP', () => {
  const policy = { additionalEndpointBaseAddresses: [tls.mtlsOrigin ?? ''] }
  const settings: ProfileClientSettings = {
    profile: 'fapi2',
    authority: tls.issuer,
    policy,
    ...tls.clients.fapiTls,
    clientCertificate: true,
    fetch: certified,
  }

  it('authenticates and binds tokens with the certificate, at the mtls endpoint aliases', async () => {
    const { client, token } = await logIn(tls, settings, new UserAgent(bare))
    expect(token.tokenType).toBe('Bearer')
    expect(decodeJwt(token.accessToken).cnf).toEqual({ 'x5t#S256': expect.any(String) })
    const called = tls.requests
      .filter(({ method }) => method === 'POST')
      .map(({ path, headers }) => [path, headers.host])
    const { host } = new URL(tls.mtlsOrigin ?? '')
    expect(called).toEqual(
      expect.arrayContaining([
        ['/request', host],
        ['/token', host],
      ]),
    )

    const again = orThrow(await client.requestRefreshToken({ refreshToken: token.refreshToken ?? '' }))
    const headers = { authorization: `Bearer ${again.accessToken}` }
    expect((await certified(`${tls.mtlsOrigin}/jwt-api/hello`, { headers })).status).toBe(200)
    expect((await bare(`${tls.mtlsOrigin}/jwt-api/hello`, { headers })).status).toBe(401)
  })

  it('fails without the certificate', async () => {
    await expect(logIn(tls, { ...settings, fetch: bare }, new UserAgent(bare))).rejects.toMatchObject({
      name: 'TokenRequestError',
      error: 'invalid_client',
    })
  })

  it('names the missing feature if the server does not bind tokens to certificates', async () => {
    const plain = createClient({
      profile: 'fapi2',
      authority: server.issuer,
      clientId: 'fapi',
      clientCertificate: true,
    })
    await expect(plain.requestClientCredentialsToken()).rejects.toMatchObject({
      code: 'profile_unsupported',
      lacks: [
        { member: 'token_endpoint_auth_methods_supported' },
        { member: 'tls_client_certificate_bound_access_tokens' },
      ],
    })
  })
})
