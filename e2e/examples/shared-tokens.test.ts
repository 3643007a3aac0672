import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { example, startExample } from './start-example.ts'

const script = example('shared-tokens/service.ts')

describe('the service in several processes that share a token', () => {
  let server: AuthorizationServer
  let redis: RedisServer
  beforeAll(async () => {
    server = await startAuthorizationServer()
    redis = await startRedis()
  })
  afterAll(async () => {
    await Promise.all([server?.close(), redis?.close()])
  })

  const start = async (storeKey: string, secret: string = server.clients.machine.clientSecret) => {
    const args = [script, server.tokenEndpoint, server.clients.machine.clientId, server.api, redis.url]
    const service = startExample(process.execPath, args, { CLIENT_SECRET: secret, STORE_KEY: storeKey })
    const [, origin = ''] = await service.printed(/listening on (\S+)/)
    return { service, stock: () => fetch(`${origin}/stock`) }
  }
  const tokenRequests = () => server.requests.filter(({ path }) => path === '/token').length

  it('gets one token for all of them, which cannot be read in Redis (PAIN 2, PAIN 29)', async () => {
    const storeKey = randomBytes(32).toString('base64')
    const services = await Promise.all([start(storeKey), start(storeKey)])
    const answers = await Promise.all(services.flatMap(({ stock }) => [stock(), stock(), stock(), stock()]))
    for (const answer of answers) expect(await answer.json()).toEqual({ stock: { hello: 'machine', scope: 'read' } })
    expect(tokenRequests()).toBe(1)

    const third = await start(storeKey)
    expect((await third.stock()).status).toBe(200)
    expect(tokenRequests()).toBe(1)

    const outputs = [...services, third].map(async ({ service }) => {
      service.stop()
      const { code, stdout, stderr } = await service.ended
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return stdout.split('\n').slice(1, -1)
    })
    const told = (await Promise.all(outputs)).sort()
    expect(told).toEqual([['token.adopted'], ['token.adopted'], ['token.renewed']])

    const token = `${server.requests.find(({ path }) => path === '/api/hello')?.headers.authorization}`.slice(7)
    const client = new Redis(redis.url)
    const values = await client.mget(await client.keys('tokens::*'))
    client.disconnect()
    expect(values).toEqual([expect.stringMatching(/^ey/)])
    expect(token.length).toBeGreaterThan(20)
    expect(values[0]).not.toContain(token)
  })

  it('says why if it gets no token, and keeps the secret to itself', async () => {
    const client = new Redis(redis.url)
    await client.flushall()
    client.disconnect()
    const { service, stock } = await start(randomBytes(32).toString('base64'), 'wrong-secret')
    const answer = await stock()
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    service.stop()
    const { stderr } = await service.ended
    expect(stderr).toContain('no new token: invalid_client')
    expect(stderr).not.toContain('wrong-secret')
  })
})
