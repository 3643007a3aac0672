import { createDPoP } from '@grantkit/jose'
import { orThrow, parseWwwAuthenticate, requestClientCredentialsToken, revokeToken } from 'grantkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { example, type Running, startExample } from './start-example.ts'

const script = example('introspection-service/service.ts')

describe('the service that introspects tokens', () => {
  let server: AuthorizationServer
  let service: Running
  let origin: string

  const start = async (secret: string) => {
    const { clientId } = server.clients.resourceServer
    const running = startExample(process.execPath, [script, server.issuer, clientId, server.api], {
      CLIENT_SECRET: secret,
    })
    const [, at = ''] = await running.printed(/listening on (\S+)/)
    return { running, at }
  }
  beforeAll(async () => {
    server = await startAuthorizationServer()
    const { running, at } = await start(server.clients.resourceServer.clientSecret)
    service = running
    origin = at
  })
  afterAll(async () => {
    service?.stop()
    await server?.close()
  })

  const tokenFor = async (scope: string, more: object = {}) => {
    const request = { address: server.tokenEndpoint, ...server.clients.machine, scope, ...more }
    return orThrow(await requestClientCredentialsToken(request)).accessToken
  }
  const call = async (authorization?: string, at = origin) => {
    const answer = await fetch(`${at}/hello`, { headers: authorization ? { authorization } : {} })
    return { answer, status: answer.status, challenges: parseWwwAuthenticate(answer.headers) }
  }

  it('accepts a valid token', async () => {
    const { answer } = await call(`Bearer ${await tokenFor('read write')}`)
    expect(await answer.json()).toEqual({ scope: 'read write' })
    expect(answer.status).toBe(200)
  })

  it('responds to a request without a token with what is needed, and without an error', async () => {
    expect(await call()).toMatchObject({
      status: 401,
      challenges: [{ scheme: 'bearer', parameters: { scope: 'read' } }],
    })
  })

  it('refuses an unknown token, a revoked one, and one for another API', async () => {
    const revoked = await tokenFor('read')
    orThrow(await revokeToken({ address: server.revocationEndpoint, ...server.clients.machine, token: revoked }))
    const elsewhere = await tokenFor('read', { resource: server.jwtApi })
    for (const token of ['made-up', revoked, elsewhere]) {
      expect(await call(`Bearer ${token}`)).toMatchObject({
        status: 401,
        challenges: [{ parameters: { error: 'invalid_token' } }],
      })
    }
  })

  it('refuses a token that is bound to a key if it is sent as a bearer token, because it may be stolen', async () => {
    const bound = await tokenFor('read', { ...server.clients.machineDPoP, dpop: createDPoP() })
    expect((await call(`Bearer ${bound}`)).status).toBe(401)
  })

  it('says which scope is missing', async () => {
    expect(await call(`Bearer ${await tokenFor('write')}`)).toMatchObject({
      status: 403,
      challenges: [{ parameters: { error: 'insufficient_scope', scope: 'read' } }],
    })
  })

  it('accepts no token while introspection fails', async () => {
    const { running, at } = await start('wrong-secret')
    const { status, answer } = await call(`Bearer ${await tokenFor('read')}`, at)
    running.stop()
    expect(status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    const { stderr } = await running.ended
    expect(stderr).toBe('cannot introspect: invalid_client (oauth_error)\n')
  })
})
