import {
  createAuthorizeUrl,
  createCodeVerifier,
  createPkce,
  createState,
  orThrow,
  parseAuthorizeResponse,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { callApi } from './call-api.ts'
import { logIn, pageOrigin, redirectUri } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const spa = { address: server.tokenEndpoint, ...server.clients.spa }
const web = { address: server.tokenEndpoint, ...server.clients.web }

describe('the authorization_code grant', () => {
  it('takes a public client from createAuthorizeUrl to a token with PKCE (PAIN 26)', async () => {
    const response = orThrow(await requestAuthorizationCodeToken({ ...spa, ...(await logIn(server)) }))
    expect(response).toMatchObject({ tokenType: 'Bearer', expiresIn: 300, scope: 'openid profile email' })
    expect(decodeJwt(response.idToken ?? '')).toMatchObject({
      sub: 'alice',
      aud: 'spa',
      iss: server.issuer,
      name: 'Alice',
    })
    const tokenRequest = server.requests.at(-1)
    expect(tokenRequest?.headers.authorization).toBeUndefined()
    expect(tokenRequest?.formNames.sort()).toEqual(['client_id', 'code', 'code_verifier', 'grant_type', 'redirect_uri'])
    expect(server.requests.filter(({ method }) => method === 'OPTIONS')).toEqual([])
  })

  it('returns a native client to any loopback port', async () => {
    const redirectUri = 'http://127.0.0.1:53682/callback'
    const login = await logIn(server, { ...server.clients.native, redirectUri })
    const response = await requestAuthorizationCodeToken({ address: spa.address, ...server.clients.native, ...login })
    expect(response).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('takes a confidential client to a token, with the secret in the header and PKCE on top', async () => {
    const { clientId } = web
    const response = await requestAuthorizationCodeToken({ ...web, ...(await logIn(server, { clientId })) })
    expect(response).toMatchObject({ isError: false, scope: 'openid profile email' })
    expect(server.requests.at(-1)?.formNames).not.toContain('client_id')
  })

  it('follows a pushed authorization request by its request_uri (RFC 9126)', async () => {
    const { clientId, clientSecret } = server.clients.webPushed
    const { codeVerifier, codeChallenge } = await createPkce()
    const state = createState()
    const pushed = await fetch(server.pushedAuthorizationRequestEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }),
    })
    const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string }
    const url = createAuthorizeUrl({ address: server.authorizationEndpoint, clientId, requestUri })
    const { url: callback } = await new UserAgent().visit(url, { until: redirectUri })
    const response = parseAuthorizeResponse(callback, { state, issuer: server.issuer })
    const code = response.isError ? '' : response.code
    const request = { address: server.tokenEndpoint, ...server.clients.webPushed, code, redirectUri, codeVerifier }
    expect(await requestAuthorizationCodeToken(request)).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('gets a token for one of several resources that the user has consented to (PAIN 28)', async () => {
    const resource = [server.api, server.jwtApi]
    const login = await logIn(server, { scope: 'openid read', resource })
    const response = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login, resource: server.jwtApi }))
    expect(response.scope).toBe('read')
    expect(await callApi(server.jwtApi, response.accessToken)).toMatchObject({ status: 200, body: { hello: 'alice' } })
    expect((await callApi(server.api, response.accessToken)).status).toBe(401)
  })

  it('sends several resources as repeated parameters', async () => {
    const resource = [server.api, server.jwtApi]
    const login = await logIn(server, { scope: 'openid read', resource })
    expect(await requestAuthorizationCodeToken({ ...spa, ...login, resource })).toMatchObject({ isError: false })
    expect(server.requests.at(-1)?.form.resource).toEqual(resource)
  })

  it('is refused with a wrong verifier', async () => {
    const login = { ...(await logIn(server)), codeVerifier: createCodeVerifier() }
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('code_verifier does not match code_challenge')
  })

  it('is refused without the verifier', async () => {
    const { codeVerifier: _, ...login } = await logIn(server)
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused with another redirect URI than that of the login', async () => {
    const login = { ...(await logIn(server)), redirectUri: `${pageOrigin}/other` }
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused with the code of another client', async () => {
    const request = { address: spa.address, ...server.clients.native, ...(await logIn(server)) }
    expect(await requestAuthorizationCodeToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('client mismatch')
  })

  it('is refused with an unknown code', async () => {
    const login = { ...(await logIn(server)), code: 'made-up' }
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused with a used code, whose tokens the server then revokes; the library never sends a code twice (PAIN 18)', async () => {
    const login = await logIn(server, { scope: 'openid read', resource: server.api })
    server.requests.length = 0
    const { accessToken } = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login }))
    expect(server.requests).toHaveLength(1)
    expect((await callApi(server.api, accessToken)).status).toBe(200)

    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('authorization code already consumed')
    expect((await callApi(server.api, accessToken)).status).toBe(401)
  })

  it('is refused for a confidential client with a wrong secret', async () => {
    const { clientId } = web
    const request = { ...web, clientSecret: 'wrong', ...(await logIn(server, { clientId })) }
    expect(await requestAuthorizationCodeToken(request)).toMatchObject(refusal(401, 'invalid_client'))
  })
})
