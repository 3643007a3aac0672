import { createDPoP } from '@grantkit/jose'
import { createClientCredentialsTokens, createTokenFetch, createUserTokens } from '@grantkit/tokens'
import { orThrow, requestAuthorizationCodeToken, revokeToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
afterAll(() => Promise.all([server.close(), strict.close()]))
beforeEach(() => {
  server.requests.length = 0
  strict.requests.length = 0
})

const wire = (at = server) => at.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)
const machine = (resource: string, more: object = {}) =>
  createClientCredentialsTokens({
    address: server.tokenEndpoint,
    ...server.clients.machine,
    resource,
    scope: 'read',
    ...more,
  })

describe('createTokenFetch', () => {
  it('calls an API with a token that it requests once', async () => {
    const tokenFetch = createTokenFetch(machine(server.api), { origins: [server.api] })
    for (let i = 0; i < 3; i++) {
      const response = await tokenFetch(`${server.api}/hello`)
      expect(await response.json()).toEqual({ hello: 'machine', scope: 'read' })
    }
    expect(wire()).toEqual(['POST /token 200', 'GET /api/hello 200', 'GET /api/hello 200', 'GET /api/hello 200'])
  })

  it('sends no token to the other API of the same origin (PAIN 31)', async () => {
    const tokenFetch = createTokenFetch(machine(server.api), { origins: [server.api] })
    expect((await tokenFetch(`${server.jwtApi}/hello`)).status).toBe(401)
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined()
    expect(wire()).toEqual(['GET /jwt-api/hello 401'])
  })

  it('gets another token if the API refuses the old one, once for all callers (PAIN 30)', async () => {
    const source = machine(server.api)
    const tokenFetch = createTokenFetch(source, { origins: [server.api] })
    const { accessToken: token } = await source.getAccessToken()
    const client = { address: server.revocationEndpoint, ...server.clients.machine }
    orThrow(await revokeToken({ ...client, token }))
    server.requests.length = 0
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => tokenFetch(`${server.api}/hello`, { method: 'POST', body: 'x' })),
    )
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(200))
    expect(wire().filter((line) => line === 'POST /token 200')).toHaveLength(1)
    expect(wire().filter((line) => line === 'POST /api/hello 401')).toHaveLength(5)
    expect(wire().filter((line) => line === 'POST /api/hello 200')).toHaveLength(5)
  })

  it('refreshes only once if the API accepts no such token, and returns its response', async () => {
    // a token for one API is invalid for the other
    const tokenFetch = createTokenFetch(machine(server.api), { origins: [server.jwtApi] })
    const response = await tokenFetch(`${server.jwtApi}/hello`)
    expect(response.headers.get('www-authenticate')).toContain('invalid_token')
    expect(await response.json()).toEqual({ error: 'invalid_token' })
    await tokenFetch(`${server.jwtApi}/hello`)
    expect(wire()).toEqual([
      'POST /token 200',
      'GET /jwt-api/hello 401',
      'POST /token 200',
      'GET /jwt-api/hello 401',
      'GET /jwt-api/hello 401',
    ])
  })

  it('calls an API with a DPoP-bound token, and a new proof for each call', async () => {
    const dpop = createDPoP()
    const source = machine(server.jwtApi, { ...server.clients.machineDPoP, dpop })
    const tokenFetch = createTokenFetch(source, { origins: [server.jwtApi], dpop })
    for (let i = 0; i < 2; i++) {
      expect(await (await tokenFetch(`${server.jwtApi}/hello?page=1`)).json()).toMatchObject({ hello: 'machine-dpop' })
    }
    const proofs = server.requests.slice(1).map(({ headers }) => decodeJwt(`${headers.dpop}`))
    expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(2)
    expect(proofs[0]).toMatchObject({ htm: 'GET', htu: `${server.jwtApi}/hello`, ath: expect.any(String) })
  })

  it('adds the nonce that a server requires to its proofs, and from then on in the first attempt (PAIN 13)', async () => {
    const dpop = createDPoP()
    const client = { address: strict.tokenEndpoint, ...strict.clients.spaDPoP, dpop }
    const login = await logIn(strict, strict.clients.spaDPoP)
    const tokens = createUserTokens({ ...client, key: 'alice' })
    await tokens.startSession(orThrow(await requestAuthorizationCodeToken({ ...client, ...login })))
    strict.requests.length = 0
    const tokenFetch = createTokenFetch(tokens, { origins: [strict.userInfoEndpoint], dpop })
    for (let i = 0; i < 2; i++) {
      expect(await (await tokenFetch(strict.userInfoEndpoint)).json()).toMatchObject({ sub: 'alice' })
    }
    expect(wire(strict)).toEqual(['GET /me 401', 'GET /me 200', 'GET /me 200'])
    expect(decodeJwt(`${strict.requests[0]?.headers.dpop}`).nonce).toBeUndefined()
  })

  it('refreshes a user’s tokens if the API refuses them', async () => {
    const client = { address: server.tokenEndpoint, ...server.clients.spa }
    const login = await logIn(server)
    const tokens = createUserTokens({ ...client, key: 'alice' })
    const first = orThrow(await requestAuthorizationCodeToken({ ...client, ...login }))
    await tokens.startSession(first)
    // the revocation endpoint would end the whole login
    await (await server.provider.AccessToken.find(first.accessToken))?.destroy()
    server.requests.length = 0
    const tokenFetch = createTokenFetch(tokens, { origins: [server.userInfoEndpoint] })
    expect(await (await tokenFetch(server.userInfoEndpoint)).json()).toMatchObject({ sub: 'alice' })
    expect(wire()).toEqual(['GET /me 401', 'POST /token 200', 'GET /me 200'])
    expect(server.requests[1]?.form).toMatchObject({ grant_type: 'refresh_token' })
  })
})
