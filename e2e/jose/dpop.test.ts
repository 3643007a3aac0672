import { createClientAssertion, createDPoP, type DPoP } from '@grantkit/jose'
import { createClientCredentialsTokens, createTokenFetch } from '@grantkit/tokens'
import {
  getUserInfo,
  orThrow,
  pushAuthorization,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
  requestRefreshToken,
} from 'grantkit'
import { decodeJwt, generateKeyPair } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { callApi } from '../real-server/call-api.ts'
import { logIn, pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { refusal } from '../real-server/refusal.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'

const relaxed = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const old = await startAuthorizationServer({ pageOrigin, dpopNonce: 'unknown' })
afterAll(() => Promise.all([relaxed.close(), strict.close(), old.close()]))
beforeEach(() => {
  relaxed.requests.length = 0
  strict.requests.length = 0
  old.requests.length = 0
})

const minute = 60_000
const servers = [
  ['asks for no nonce', relaxed, 0],
  ['wants its nonces', strict, 1],
  ['has no nonces', old, 0],
] as const
const proofsSent = (server: AuthorizationServer) => server.requests.map(({ headers }) => decodeJwt(`${headers.dpop}`))

/** The headers of an API call, with a new proof for the token. */
async function callWith(dpop: DPoP, api: string, accessToken: string) {
  return callApi(api, accessToken, await dpop.createProof({ method: 'GET', url: `${api}/hello`, accessToken }))
}

describe.each(servers)('a server that %s', (_, server, refusals) => {
  const spa = { address: server.tokenEndpoint, ...server.clients.spaDPoP }

  it('issues a token that is bound from the code to userinfo (PAIN 13)', async () => {
    const dpop = createDPoP()
    const login = await logIn(server, { ...server.clients.spaDPoP, dpopJkt: await dpop.getThumbprint() })
    server.requests.length = 0
    const { accessToken, tokenType } = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login, dpop }))
    expect(tokenType).toBe('DPoP')
    const about = { address: server.userInfoEndpoint, accessToken, expectedSubject: 'alice', dpop }
    expect(await getUserInfo(about)).toMatchObject({ isError: false, subject: 'alice' })
    expect(await getUserInfo(about)).toMatchObject({ isError: false, subject: 'alice' })
    // one refusal by the token endpoint, one by userinfo, and none later
    expect(server.requests.map(({ status }) => status)).toEqual([
      ...(refusals ? [400] : []),
      200,
      ...(refusals ? [401] : []),
      200,
      200,
    ])
    expect(new Set(proofsSent(server).map(({ jti }) => jti)).size).toBe(server.requests.length)
  })

  it('refuses the code of a bound request with another key', async () => {
    const dpop = createDPoP()
    const login = await logIn(server, { ...server.clients.spaDPoP, dpopJkt: await dpop.getThumbprint() })
    const stolen = await requestAuthorizationCodeToken({ ...spa, ...login, dpop: createDPoP() })
    expect(stolen).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('refreshes only with the key of the login, which a stored key pair still is after a restart', async () => {
    const keyPair = await generateKeyPair('ES256')
    const keyStore = { get: async () => keyPair, set: async () => {} }
    const first = createDPoP({ keyStore })
    const login = await logIn(server, server.clients.spaDPoP)
    const begun = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login, dpop: first }))
    const { refreshToken = '' } = begun
    const thief = await requestRefreshToken({ ...spa, refreshToken, dpop: createDPoP() })
    expect(thief).toMatchObject(refusal(400, 'invalid_grant'))

    const thumbprint = await first.getThumbprint()
    const lost = createDPoP({ keyStore: { ...keyStore, get: async () => undefined as never }, thumbprint })
    await expect(requestRefreshToken({ ...spa, refreshToken, dpop: lost })).rejects.toMatchObject({
      code: 'dpop_key_lost',
    })
    const restarted = createDPoP({ keyStore, thumbprint })
    expect(await requestRefreshToken({ ...spa, refreshToken, dpop: restarted })).toMatchObject({ tokenType: 'DPoP' })
  })

  it('issues tokens for its APIs by client credentials, opaque and JWT, whose cnf names the key', async () => {
    const dpop = createDPoP()
    const machine = { address: server.tokenEndpoint, ...server.clients.machineDPoP, scope: 'read' }
    for (const api of [server.api, server.jwtApi]) {
      const { accessToken } = orThrow(await requestClientCredentialsToken({ ...machine, resource: api, dpop }))
      expect(await callWith(dpop, api, accessToken)).toMatchObject({ status: 200, body: { hello: 'machine-dpop' } })
      expect(await callWith(createDPoP(), api, accessToken)).toMatchObject({ status: 401 })
      if (api !== server.jwtApi) continue
      expect(decodeJwt(accessToken).cnf).toEqual({ jkt: await dpop.getThumbprint() })
      const other = createDPoP()
      await other.getThumbprint()
      expect(other.refuseToken({ accessToken, tokenType: 'DPoP' })).toMatch(/^cnf.jkt/)
    }
  })

  it.each([10, -10])('is called from a device whose clock is off by %i minutes (PAIN 12, 13)', async (minutes) => {
    const dpop = createDPoP({}, { now: () => Date.now() + minutes * minute })
    const machine = { address: server.tokenEndpoint, ...server.clients.machineDPoP, scope: 'read', dpop }
    const tokens = createClientCredentialsTokens({ ...machine, resource: server.jwtApi })
    const tokenFetch = createTokenFetch(tokens, { origins: [server.jwtApi], dpop })
    for (let call = 0; call < 3; call++) expect((await tokenFetch(`${server.jwtApi}/hello`)).status).toBe(200)

    const sent = server.requests.map(({ path, status, headers }) => {
      const { iat = 0 } = decodeJwt(`${headers.dpop}`)
      return [path, status, Math.round((iat * 1000 - Date.now()) / minute) || 0]
    })
    const served = ['/jwt-api/hello', 200, 0]
    expect(sent).toEqual([
      ['/token', 400, minutes],
      // a server with nonces checks the nonce and not the time; its API refuses proofs with a wrong time
      ...(server === old
        ? [['/token', 200, 0]]
        : [
            ['/token', 200, minutes],
            ['/jwt-api/hello', 401, minutes],
          ]),
      served,
      served,
      served,
    ])
  })

  it('gets a new assertion with each new proof (PAIN 13)', async () => {
    const { clientId } = server.clients.machineDPoPPrivateKeyJwt
    const clientAssertion = createClientAssertion({ key: server.clientKey, clientId, audience: server.issuer })
    const request = { address: server.tokenEndpoint, clientId, clientAssertion, dpop: createDPoP() }
    expect(await requestClientCredentialsToken(request)).toMatchObject({ isError: false, tokenType: 'DPoP' })
    const sent = server.requests.map(({ form }) => decodeJwt(`${form.client_assertion}`).jti)
    expect(sent).toHaveLength(1 + refusals)
    expect(new Set(sent).size).toBe(sent.length)
  })

  it('corrects the time of assertions too, after it has refused a proof for its time (PAIN 12)', async () => {
    const now = () => Date.now() - 10 * minute
    const dpop = createDPoP({}, { now })
    const { clientId } = server.clients.machineDPoPPrivateKeyJwt
    const about = { key: server.clientKey, clientId, audience: server.issuer }
    const late = { address: server.tokenEndpoint, clientId, dpop }
    const ofDevice = createClientAssertion(about, { now })
    expect(await requestClientCredentialsToken({ ...late, clientAssertion: ofDevice })).toMatchObject(
      refusal(401, 'invalid_client'),
    )
    // the client uses the server's clock; the API checks the time even if there is a nonce
    const machine = { address: server.tokenEndpoint, ...server.clients.machineDPoP, scope: 'read', dpop }
    const tokens = createClientCredentialsTokens({ ...machine, resource: server.jwtApi })
    await createTokenFetch(tokens, { origins: [server.jwtApi], dpop })(`${server.jwtApi}/hello`)
    server.requests.length = 0
    const clientAssertion = createClientAssertion(about, { now: () => dpop.getServerTime(server.tokenEndpoint) })
    expect(await requestClientCredentialsToken({ ...late, clientAssertion })).toMatchObject({ tokenType: 'DPoP' })
    expect(server.requests.map(({ status }) => status)).toEqual([200])
  })

  it('binds a pushed request to the key', async () => {
    const dpop = createDPoP()
    const clientAssertion = createClientAssertion({ key: server.clientKey, clientId: 'fapi', audience: server.issuer })
    const pushed = await pushAuthorization({
      address: server.pushedAuthorizationRequestEndpoint,
      clientId: 'fapi',
      clientAssertion,
      redirectUri,
      scope: 'openid',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      dpop,
    })
    expect(pushed).toMatchObject({ isError: false })
    expect(server.requests).toHaveLength(1 + refusals)
  })

  it.each(['EdDSA', 'Ed25519'])('accepts proofs with %s', async (alg) => {
    const request = { address: server.tokenEndpoint, ...server.clients.machineDPoP, dpop: createDPoP({ alg }) }
    expect(await requestClientCredentialsToken(request)).toMatchObject({ isError: false, tokenType: 'DPoP' })
  })
})

it.each([
  ['has nonces', relaxed],
  ['has none', old],
])('several requests at once find out together that the clock is wrong; the server %s (PAIN 13)', async (_, server) => {
  const dpop = createDPoP({}, { now: () => Date.now() - 10 * minute })
  const request = { address: server.tokenEndpoint, ...server.clients.machineDPoP, dpop }
  const responses = await Promise.all([1, 2, 3].map(() => requestClientCredentialsToken(request)))
  for (const response of responses) expect(response).toMatchObject({ isError: false, tokenType: 'DPoP' })
  expect(server.requests.map(({ status }) => status).sort()).toEqual([200, 200, 200, 400, 400, 400])
})
