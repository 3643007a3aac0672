import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { example, startExample } from './start-example.ts'

const script = example('two-apis/service.ts')

describe('the service that calls two APIs', () => {
  let server: AuthorizationServer
  beforeAll(async () => {
    server = await startAuthorizationServer()
  })
  afterAll(() => server?.close())
  beforeEach(() => {
    server.requests.length = 0
  })

  const start = async (secret: string = server.clients.machine.clientSecret) => {
    const args = [script, server.issuer, server.clients.machine.clientId, server.api, server.jwtApi]
    const service = startExample(process.execPath, args, { CLIENT_SECRET: secret })
    const [, origin = ''] = await service.printed(/listening on (\S+)/)
    return { service, offer: () => fetch(`${origin}/offer`) }
  }

  it('requests one token for each API, and sends each API its own (PAIN 28, PAIN 29)', async () => {
    const { service, offer } = await start()
    for (let i = 0; i < 3; i++) {
      expect(await (await offer()).json()).toEqual({
        stock: { hello: 'machine', scope: 'read' },
        prices: { hello: 'machine', scope: 'read write' },
      })
    }
    service.stop()
    expect((await service.ended).stderr).toBe('')

    const asked = server.requests.filter(({ path }) => path === '/token').map(({ form }) => form)
    expect(asked.map(({ resource, scope }) => [resource, scope]).sort()).toEqual([
      [server.api, 'read'],
      [server.jwtApi, 'read write'],
    ])
    const sentTo = (path: string) =>
      server.requests.filter((request) => request.path === path).map(({ headers }) => `${headers.authorization}`)
    expect(new Set(sentTo('/api/hello')).size).toBe(1)
    expect(sentTo('/api/hello')).toHaveLength(3)
    expect(decodeJwt(`${sentTo('/jwt-api/hello')[0]?.slice('Bearer '.length)}`).aud).toBe(server.jwtApi)
  })

  it('says why if it gets no token, and keeps the secret to itself', async () => {
    const { service, offer } = await start('wrong-secret')
    const response = await offer()
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    service.stop()
    const { stderr } = await service.ended
    expect(stderr).toContain('TokenSourceError: no new token: invalid_client')
    expect(stderr).not.toContain('wrong-secret')
  })
})
