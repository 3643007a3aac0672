// The logins and sessions of a web app, for any server. Each of the other files runs it on one.
import { Buffer } from 'node:buffer'
import { createOidcClient } from '@grantkit/oidc'
import { createWebLogin } from '@grantkit/oidc/web-login'
import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'

/** The settings of the app, from environment variables. */
export interface Environment {
  [name: string]: string | undefined
}

/** The app at `baseUrl`, for one process. Several processes need `createKeyvStore` and `createRedisLock`. */
export function createApp(environment: Environment, baseUrl: string) {
  const { ISSUER: issuer = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '', API: api } = environment
  const redirectUri = `${baseUrl}/auth/callback`
  const client = createOidcClient({
    ...{ issuer, clientId, clientSecret, redirectUri },
    scope: 'openid offline_access read',
    ...(api && { resource: api }),
  })
  const web = createWebLogin({
    ...{ client, baseUrl },
    // 32 random bytes, in base64: openssl rand -base64 32
    keys: [{ id: '1', key: Buffer.from(environment.COOKIE_KEY ?? '', 'base64') }],
    ...{ store: createMemoryStore(), lock: createMemoryLock() },
    // many servers issue a refresh token only after asking the user
    login: { prompt: 'consent' },
    postLogoutRedirectUri: `${baseUrl}/`,
    onError: (error) => console.error(`${error}`),
  })

  /** Handles every request. Logs errors, because some servers don't log those of a handler. */
  async function handle(request: Request): Promise<Response> {
    try {
      return await respond(request)
    } catch (error) {
      console.error(error)
      return new Response('this did not work: the log says why', { status: 500 })
    }
  }

  /** The routes of the login, then the pages. */
  async function respond(request: Request): Promise<Response> {
    const answer = await web.handle(request)
    if (answer) return answer
    const { pathname } = new URL(request.url)
    if (pathname !== '/' && pathname !== '/orders') return new Response('not found', { status: 404 })
    const session = await web.getSession(request)
    if (pathname === '/') return page(session?.user?.sub)
    if (!session) return web.signIn(request, { returnTo: '/orders' })
    const orders = await session.fetch(api ?? [])(`${api}/hello`)
    const response = Response.json({ user: session.user?.sub, orders: await orders.json() })
    // refreshed tokens, if the session is in cookies
    for (const [name, value] of await session.headers()) response.headers.append(name, value)
    return response
  }
  return { web, handle }
}

const page = (user: string | undefined): Response =>
  new Response(
    `<!doctype html><title>Web app</title><p id="user">${user ? `signed in as ${escaped(user)}` : 'signed out'}</p>
<a href="/auth/login?returnTo=/">Sign in</a> <a href="/orders">Orders</a>
<form method="post" action="/auth/logout"><button>Sign out</button></form>`,
    { headers: { 'content-type': 'text/html', 'cache-control': 'no-store' } },
  )

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
