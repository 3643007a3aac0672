import { randomBytes } from 'node:crypto'
import type { RequestEvent } from '@sveltejs/kit'
import type { AppRouteHandlers } from 'next/dist/server/route-modules/app-route/module'
import { headers } from 'next/headers'
import { NextRequest } from 'next/server'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

// outside of Next.js there is no request whose headers it could return
vi.mock('next/headers', () => ({ headers: vi.fn() }))

const baseUrl = 'http://localhost:3999'
let server: AuthorizationServer
/** The files of the examples, as a framework loads them: with the environment set. */
let route: typeof import('../../examples/web-login-pages/next/route.ts')
let page: typeof import('../../examples/web-login-pages/next/page.tsx')
let hooks: typeof import('../../examples/web-login-pages/sveltekit/hooks.server.ts')
const before = { ...process.env }
beforeAll(async () => {
  // `next build` loads the files without the environment of the server
  route = await import('../../examples/web-login-pages/next/route.ts')
  vi.resetModules()
  // and Next.js loads the modules of pages apart from those of route handlers
  page = await import('../../examples/web-login-pages/next/page.tsx')
  server = await startAuthorizationServer({ pageOrigin: baseUrl, interaction: 'auto' })
  const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = server.clients.web
  const settings = { ISSUER: server.issuer, BASE_URL: baseUrl, COOKIE_KEY: randomBytes(32).toString('base64') }
  Object.assign(process.env, settings, { CLIENT_ID, CLIENT_SECRET })
  hooks = await import('../../examples/web-login-pages/sveltekit/hooks.server.ts')
})
afterAll(async () => {
  process.env = before
  await server?.close()
})

/** A user agent whose requests to the app go to this handler. */
const agentOf = (handle: (request: Request) => Promise<Response>) =>
  new UserAgent((url, init) => (url.startsWith(baseUrl) ? handle(new Request(url, init)) : fetch(url, init)))

it('the route handlers of Next.js sign a user in, and a page of another bundle knows them', async () => {
  const { GET }: AppRouteHandlers = route
  const open = async (request: Request) =>
    (await GET?.(new NextRequest(request), { params: Promise.resolve({}) })) as Response
  const shown = async (cookie = '') => {
    vi.mocked(headers).mockResolvedValue(new Headers({ cookie }) as Awaited<ReturnType<typeof headers>>)
    return renderToStaticMarkup(await page.default())
  }
  const agent = agentOf(open)
  await agent.visit(`${baseUrl}/auth/login?returnTo=/orders`, { until: `${baseUrl}/orders` })
  expect(await shown(agent.cookie(baseUrl))).toContain('Signed in as alice')
  expect(await shown()).toContain('Sign in')
  expect((await open(new Request(`${baseUrl}/auth/other`))).status).toBe(404)
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
