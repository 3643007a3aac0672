import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebSession } from '@grantkit/oidc/web-login'
import { createApp, type EventHandler, toWebHandler } from 'h3'
import { fetch as fetchFromServer } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ReplayedServer, replayServer } from '../providers/replayed-server.ts'
import { pageProgram } from './page-program.ts'
// loaded with this file, because on a busy machine it takes longer than a test's timeout
import '@grantkit/oidc/web-login'

type Serve = (request: Request) => Response | Promise<Response>
type Load = Awaited<ReturnType<typeof pageProgram>>
interface Server {
  page: string
  /** The page's program as a function, and a function that stops it. */
  start(load: Load): Promise<{ serve: Serve; close?(): void }>
}

const issuer = 'https://demo.example'

/** The content of pages that aren't part of a document's program. */
const orders = async (session: WebSession | undefined): Promise<Response> => {
  if (!session) return new Response(null, { status: 401 })
  const response = await session.fetch('https://api.example')('https://api.example/orders')
  return Response.json({ user: session.user?.name, orders: await response.json() })
}

/** A program for Node's own server, on a port of loopback. */
async function listen(listener: RequestListener): Promise<{ serve: Serve; close(): void }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    serve: async ({ url, method, headers }) => {
      const { pathname, search } = new URL(url)
      const init = { method, headers: Object.fromEntries(headers), redirect: 'manual' } as const
      const response = await fetchFromServer(`http://127.0.0.1:${port}${pathname}${search}`, init)
      const { status } = response
      return new Response(await response.text(), { status, headers: [...response.headers] })
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const servers: Server[] = [
  {
    page: 'hono',
    start: async (load) => {
      const { default: app } = await load<{ default: { fetch: Serve } }>('app.ts')
      return { serve: (request) => app.fetch(request) }
    },
  },
  {
    page: 'express',
    start: async (load) => {
      const { app } = await load<{ app: RequestListener }>('app.ts')
      return listen(app)
    },
  },
  {
    page: 'fastify',
    start: async (load) => {
      type App = { ready(): Promise<unknown>; routing: RequestListener }
      const { app } = await load<{ app: App }>('app.ts')
      await app.ready()
      return listen((request, response) => app.routing(request, response))
    },
  },
  {
    page: 'next',
    start: async (load) => {
      const { GET } = await load<{ GET: Serve }>('route.ts')
      return { serve: GET }
    },
  },
  {
    page: 'nuxt',
    start: async (load) => {
      const middleware = await load<{ default: EventHandler }>('auth.ts')
      const handler = await load<{ default: EventHandler }>('orders.get.ts')
      return { serve: toWebHandler(createApp().use(middleware.default).use('/orders', handler.default)) }
    },
  },
  {
    page: 'sveltekit',
    start: async (load) => {
      type Event = { request: Request; locals: { session?: WebSession } }
      type Handle = (input: { event: Event; resolve: (event: Event) => Promise<Response> }) => Promise<Response>
      const { handle } = await load<{ handle: Handle }>('hooks.server.ts')
      const resolve = ({ locals }: Event) => orders(locals.session)
      return { serve: (request) => handle({ event: { request, locals: {} }, resolve }) }
    },
  },
  {
    page: 'astro',
    start: async (load) => {
      type Context = { request: Request; locals: { session?: WebSession } }
      type OnRequest = (context: Context, next: () => Promise<Response>) => Promise<Response>
      const { onRequest } = await load<{ onRequest: OnRequest }>('middleware.ts')
      return {
        serve(request) {
          const context: Context = { request, locals: {} }
          return onRequest(context, () => orders(context.locals.session))
        },
      }
    },
  },
  {
    page: 'bun-serve',
    start: async (load) => {
      const { default: app } = await load<{ default: { fetch: Serve } }>('server.ts')
      return { serve: (request) => app.fetch(request) }
    },
  },
  {
    page: 'deno-serve',
    start: async (load) => {
      let serve: Serve | undefined
      const Deno = {
        env: { get: (name: string) => process.env[name] },
        serve: (_options: object, handler: Serve) => {
          serve = handler
        },
      }
      vi.stubGlobal('Deno', Deno)
      await load('server.ts')
      if (!serve) throw new Error('the program serves nothing')
      return { serve }
    },
  },
]

describe.each(servers)('the program for $page', ({ page, start }) => {
  let provider: ReplayedServer
  let running: Awaited<ReturnType<Server['start']>>
  let cookies: Map<string, string>

  beforeEach(async () => {
    vi.stubEnv('CLIENT_SECRET', 's')
    vi.stubEnv('STORE_KEY', btoa('x'.repeat(32)))
    provider = await replayServer({
      [`${issuer}/.well-known/openid-configuration`]: {
        body: {
          issuer,
          authorization_endpoint: `${issuer}/connect/authorize`,
          token_endpoint: `${issuer}/connect/token`,
          jwks_uri: `${issuer}/jwks`,
        },
      },
      'https://api.example/orders': ({ headers }) => ({ body: [headers.get('authorization')] }),
    })
    provider.answers[`${issuer}/jwks`] = { body: provider.keys }
    cookies = new Map()
    running = await start(await pageProgram(page))
  })
  afterEach(() => {
    running?.close?.()
    vi.unstubAllEnvs()
  })

  async function visit(path: string): Promise<Response> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...(cookie && { cookie }) }
    const response = await running.serve(new Request(`https://app.example${path}`, { headers }))
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }

  it('signs a user in, and calls the API with a token that the browser never gets', async () => {
    const login = await visit('/auth/login?returnTo=/orders')
    const url = new URL(login.headers.get('location') ?? '')
    expect(url.href).toContain(`${issuer}/connect/authorize?`)
    const [state = '', nonce] = ['state', 'nonce'].map((name) => url.searchParams.get(name) ?? '')
    provider.answers[`${issuer}/connect/token`] = async () => ({
      body: {
        access_token: 'the-access-token',
        refresh_token: 'the-refresh-token',
        token_type: 'Bearer',
        expires_in: 3600,
        id_token: await provider.sign({ iss: issuer, sub: 'a', name: 'Alice', aud: 'web-app', nonce }),
      },
    })
    const callback = await visit(`/auth/callback?${new URLSearchParams({ code: 'c0de', state })}`)
    expect(callback.headers.get('location')).toMatch(/^(https:\/\/app\.example)?\/orders$/)

    if (page === 'next') return // its page is no part of the program
    const shown = await visit('/orders')
    expect(shown.status).toBe(200)
    expect(await shown.json()).toEqual({ user: 'Alice', orders: ['Bearer the-access-token'] })
    expect([...cookies.values()].join()).not.toMatch(/the-(access|refresh)-token/)
  })

  it('sends a visitor without a session to the login, or away', async () => {
    const response = await visit('/orders')
    const { status, headers } = response
    if (status === 302) expect(headers.get('location')).toMatch(/^(https:\/\/app\.example)?\/auth\/login/)
    else expect(status).toBe(page === 'next' ? 404 : 401)
    expect(provider.sentTo('https://api.example/orders')).toEqual([])
  })
})

it('the Worker refuses a stranger, and calls the API with its own token for others', async () => {
  const answer = { access_token: 'of-the-worker', token_type: 'Bearer', expires_in: 3600 }
  const provider = await replayServer({
    [`${issuer}/connect/token`]: { body: answer },
    'https://api.example/orders': ({ headers }) => ({ body: [headers.get('authorization')] }),
  })
  provider.answers[`${issuer}/jwks`] = { body: provider.keys }
  type Worker = { fetch(request: Request, bindings: object): Promise<Response> }
  const { default: worker } = await (await pageProgram('cloudflare-workers'))<{ default: Worker }>('worker.ts')
  const visit = (headers: Record<string, string>) =>
    worker.fetch(new Request('https://shop.example/orders', { headers }), { CLIENT_SECRET: 's' })

  expect((await visit({})).status).toBe(401)
  const claims = { iss: issuer, aud: 'https://shop.example', sub: 'alice', client_id: 'c', jti: 'j', scope: 'read' }
  const token = await provider.sign(claims, 'at+jwt')
  const response = await visit({ authorization: `Bearer ${token}` })
  expect(await response.json()).toEqual({ for: 'alice', orders: ['Bearer of-the-worker'] })
})
