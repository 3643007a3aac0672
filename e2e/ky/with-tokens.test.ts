import { createDPoP } from '@grantkit/jose'
import { withTokens } from '@grantkit/ky'
import { createClientCredentialsTokens, createUserTokens } from '@grantkit/tokens'
import { orThrow, requestAuthorizationCodeToken } from 'grantkit'
import ky, { isHTTPError } from 'ky'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startFront } from '../real-server/front.ts'
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
const machine = () => ({
  address: server.tokenEndpoint,
  ...server.clients.machine,
  resource: server.api,
  scope: 'read',
})
const delay = () => 10

describe('withTokens', () => {
  it('calls an API by a path, and reads its JSON', async () => {
    const api = withTokens(ky.create({ prefix: server.api }), createClientCredentialsTokens(machine()), {
      origins: [server.api],
    })
    expect(await api.get('hello').json()).toEqual({ hello: 'machine', scope: 'read' })
    expect(await api.post('hello', { json: { a: 1 }, searchParams: { page: 2 } }).json()).toMatchObject({
      hello: 'machine',
    })
    expect(wire()).toEqual(['POST /token 200', 'GET /api/hello 200', 'POST /api/hello 200'])
  })

  it('refreshes a user’s token that the API refuses, without a retry by ky (PAIN 30)', async () => {
    const client = { address: server.tokenEndpoint, ...server.clients.spa }
    const login = orThrow(await requestAuthorizationCodeToken({ ...client, ...(await logIn(server)) }))
    const tokens = createUserTokens({ ...client, key: 'alice' })
    await tokens.startSession(login)
    await (await server.provider.AccessToken.find(login.accessToken))?.destroy()
    server.requests.length = 0
    const api = withTokens(ky.create({ retry: 0 }), tokens, { origins: [server.issuer] })
    expect(await api.post(server.userInfoEndpoint).json()).toMatchObject({ sub: 'alice' })
    expect(wire()).toEqual(['POST /me 401', 'POST /token 200', 'POST /me 200'])
  })

  it('sends the proofs and nonces that a server requires (PAIN 13)', async () => {
    const dpop = createDPoP()
    const client = { address: strict.tokenEndpoint, ...strict.clients.spaDPoP, dpop }
    const tokens = createUserTokens({ ...client, key: 'alice' })
    const login = await logIn(strict, strict.clients.spaDPoP)
    await tokens.startSession(orThrow(await requestAuthorizationCodeToken({ ...client, ...login })))
    strict.requests.length = 0
    const api = withTokens(ky, tokens, { origins: [strict.issuer], dpop })
    expect(await api.get(strict.userInfoEndpoint).json()).toMatchObject({ sub: 'alice' })
    expect(wire(strict)).toEqual(['GET /me 401', 'GET /me 200'])
  })

  it('leaves a flaky API to ky’s retry, with the token in each attempt (PAIN 18)', async () => {
    const answers = [503, 429, 200]
    const front = await startFront((_, response) => {
      const status = answers.shift() ?? 500
      response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end(`${status}`)
    })
    const api = withTokens(ky.create({ retry: { delay } }), createClientCredentialsTokens(machine()), {
      origins: [new URL(front.address).origin],
    })
    const started = Date.now()
    expect(await api.get(front.address).text()).toBe('200')
    expect(Date.now() - started).toBeGreaterThanOrEqual(990)
    await front.close()
    const tokens = new Set(front.requests.map(({ headers }) => headers.authorization))
    expect(front.requests).toHaveLength(3)
    expect([...tokens]).toEqual([expect.stringMatching(/^Bearer .+/)])
  })

  it('streams an upload to an API, and sends it only once if the API refuses it (PAIN 30)', async () => {
    const bodies: number[] = []
    const front = await startFront(({ form }, response) => {
      bodies.push(`${form}`.length)
      response.writeHead(bodies.length === 1 ? 200 : 401).end()
    })
    const api = withTokens(ky.create({ retry: 0 }), createClientCredentialsTokens(machine()), {
      origins: [new URL(front.address).origin],
    })
    const upload = () => api.post(front.address, { body: new Blob(['x'.repeat(100_000)]).stream() })
    expect((await upload()).status).toBe(200)
    const refused = await upload().catch((thrown) => thrown)
    expect(isHTTPError(refused) && refused.response.status).toBe(401)
    await front.close()
    expect(bodies).toHaveLength(2)
  })
})
