import { randomBytes } from 'node:crypto'
import type { RequestEvent } from '@sveltejs/kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const baseUrl = 'http://localhost:3999'
let server: AuthorizationServer
/** Loads the files of the examples as a framework does, with the environment variables set. */
let next: typeof import('../../examples/web-login-pages/next/route.ts')
let pages: typeof import('../../examples/web-login-pages/next/page.ts')
let hooks: typeof import('../../examples/web-login-pages/sveltekit/hooks.server.ts')
const before = { ...process.env }
beforeAll(async () => {
  server = await startAuthorizationServer({ pageOrigin: baseUrl, interaction: 'auto' })
  const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = server.clients.web
  const settings = { ISSUER: server.issuer, BASE_URL: baseUrl, COOKIE_KEY: randomBytes(32).toString('base64') }
  Object.assign(process.env, settings, { CLIENT_ID, CLIENT_SECRET })
  next = await import('../../examples/web-login-pages/next/route.ts')
  pages = await import('../../examples/web-login-pages/next/page.ts')
  hooks = await import('../../examples/web-login-pages/sveltekit/hooks.server.ts')
})
afterAll(async () => {
  process.env = before
  await server?.close()
})

/** A user agent whose requests to the app go to this handler. */
const agentOf = (handle: (request: Request) => Promise<Response>) =>
  new UserAgent((url, init) => (url.startsWith(baseUrl) ? handle(new Request(url, init)) : fetch(url, init)))

it('the route handlers of Next.js sign a user in, and a server component knows them', async () => {
  const agent = agentOf((request) => next.GET(request))
  await agent.visit(`${baseUrl}/auth/login?returnTo=/orders`, { until: `${baseUrl}/orders` })
  expect(await pages.userOf(new Headers({ cookie: agent.cookie(baseUrl) }))).toBe('alice')
  expect(await pages.userOf(new Headers())).toBeUndefined()
  expect((await next.GET(new Request(`${baseUrl}/auth/other`))).status).toBe(404)
})

it('the hook of SvelteKit signs a user in, and load functions know them', async () => {
  const visit = async (request: Request) => {
    // the members of an event that the hook uses
    const event = { request, locals: {} } as RequestEvent
    const resolve = async () => new Response(event.locals.session?.user?.sub ?? 'nobody')
    return hooks.handle({ event, resolve })
  }
  const agent = agentOf(visit)
  expect(await (await visit(new Request(baseUrl))).text()).toBe('nobody')
  await agent.visit(`${baseUrl}/auth/login?returnTo=/orders`, { until: `${baseUrl}/orders` })
  const headers = { cookie: agent.cookie(baseUrl) }
  expect(await (await visit(new Request(`${baseUrl}/orders`, { headers }))).text()).toBe('alice')
})
