// Scenario 61: a minute long with `pnpm scenarios`, a few seconds with `pnpm test`
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, startExample } from '../examples/start-example.ts'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { freePort } from '../setup/free-port.mjs'

const seconds = Number(process.env.WEB_LOGIN_SECONDS ?? 6)
let redis: RedisServer
let server: AuthorizationServer
let baseUrl: string
let processes: { app: Running; origin: string }[] = []
beforeAll(async () => {
  const ports = [await freePort(), await freePort()]
  baseUrl = `http://localhost:${ports[0]}`
  redis = await startRedis()
  server = await startAuthorizationServer({ pageOrigin: baseUrl, interaction: 'auto', ttl: { AccessToken: 2 } })
  const script = fileURLToPath(new URL('shared-app.ts', import.meta.url))
  processes = ports.map((port) => {
    const app = startExample(process.execPath, ['--conditions=@grantkit/source', script, baseUrl, `${port}`], {
      ...{ REDIS: redis.url, ISSUER: server.issuer, API: server.api, KEY: randomKey },
      ...{ CLIENT_ID: server.clients.web.clientId, CLIENT_SECRET: server.clients.web.clientSecret },
    })
    return { app, origin: `http://127.0.0.1:${port}` }
  })
  await Promise.all(processes.map(({ app }) => app.printed(/listening/)))
})
afterAll(async () => {
  for (const { app } of processes) app.stop()
  await Promise.all([redis?.close(), server?.close()])
})
const randomKey = randomBytes(32).toString('base64')

it(
  '61. twenty requests at once with one cookie, to two processes: no token is used twice, and there is one session',
  async () => {
    const agent = new UserAgent()
    await agent.visit(`${baseUrl}/orders`, { until: `${baseUrl}/orders` })
    const headers = { cookie: agent.cookie(baseUrl) }
    const sessions = new Set<string>()
    const texts: string[] = []
    const end = Date.now() + seconds * 1000
    let rounds = 0
    while (Date.now() < end) {
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          fetch(`${processes[at % 2]?.origin}/orders`, { headers, redirect: 'manual' }),
        ),
      )
      for (const response of responses) {
        const text = await response.text()
        expect(response.status, text).toBe(200)
        expect(JSON.parse(text)).toMatchObject({ user: 'alice', session: expect.any(String) })
        sessions.add(JSON.parse(text).session)
        texts.push(text + JSON.stringify([...response.headers]))
      }
      rounds++
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const refreshes = server.requests.filter(({ form }) => form.grant_type === 'refresh_token')
    const used = refreshes.map(({ form }) => `${form.refresh_token}`)
    // a request may still be under way
    expect(refreshes.map(({ status = 200 }) => status).filter((status) => status !== 200)).toEqual([])
    expect(new Set(used).size).toBe(used.length)
    // a token with a lifetime of two seconds is refreshed shortly before it expires
    expect(used.length).toBeGreaterThanOrEqual(Math.floor(seconds / 3))
    expect(sessions.size).toBe(1)
    expect(rounds).toBeGreaterThan(1)
    // on a busy machine a token with a lifetime of two seconds may have expired when it reaches the API
    expect(texts.some((text) => text.includes('"hello":"alice"'))).toBe(true)
    expect(texts.filter((text) => used.some((token) => text.includes(token)))).toEqual([])
    for (const { app } of processes) app.stop()
    for (const { app } of processes) expect((await app.ended).stderr).toBe('')
  },
  seconds * 1000 + 60_000,
)
