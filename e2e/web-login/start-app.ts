import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { createOidcClient, type OidcClientSettings } from '@grantkit/oidc'
import { createApiProxy, createWebLogin, type WebLogin, type WebLoginSettings } from '@grantkit/oidc/web-login'
import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'
import { getRequestListener } from '@hono/node-server'
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '../server/authorization-server.ts'
import { freePort } from '../setup/free-port.mjs'

/** A received request and its response. */
export interface SeenRequest {
  path: string
  headers: IncomingMessage['headers']
  status?: number
  setCookie?: string[]
}

/** A web app on `localhost` with an authorization server on `127.0.0.1`. */
export interface App {
  baseUrl: string
  web: WebLogin
  server: AuthorizationServer
  requests: SeenRequest[]
  /** The page at `/`. */
  html: string
  /** Changes the settings, as after a deployment. */
  deploy(settings: Partial<WebLoginSettings>): void
  close(): Promise<void>
}

/** Starts both. The page at `/` shows the signed-in user; `/orders` calls an API. */
export async function startApp(
  settings: Partial<WebLoginSettings> = {},
  options: AuthorizationServerOptions = {},
  client: Partial<OidcClientSettings> = {},
): Promise<App> {
  const baseUrl = `http://localhost:${await freePort()}`
  const server = await startAuthorizationServer({
    pageOrigin: baseUrl,
    backchannelLogoutUri: `${baseUrl}/auth/backchannel-logout`,
    ...options,
  })
  const usual: WebLoginSettings = {
    client: createOidcClient({
      ...{ issuer: server.issuer, ...server.clients.webLogout, redirectUri: `${baseUrl}/auth/callback` },
      ...{ scope: 'openid offline_access read', resource: server.api, ...client },
    }),
    ...{ baseUrl, keys: [{ id: '1', key: randomBytes(32) }] },
    ...{ store: createMemoryStore(), lock: createMemoryLock() },
    postLogoutRedirectUri: `${baseUrl}/`,
    // the server issues refresh tokens only after asking for consent
    login: { prompt: 'consent' },
    ...settings,
  }
  const app: App = {
    ...{ baseUrl, server, requests: [], html: '', web: createWebLogin(usual) },
    deploy: (over) => {
      app.web = createWebLogin({ ...usual, ...over })
    },
    close: async () => {
      listener.close()
      listener.closeAllConnections()
      await server.close()
    },
  }
  const handle = async (request: Request): Promise<Response> => {
    const { web } = app
    const proxy = createApiProxy(web, { routes: { '/api': server.api } })
    const answer = (await web.handle(request)) ?? (await proxy(request))
    if (answer) return answer
    const { pathname } = new URL(request.url)
    const session = await web.getSession(request)
    if (pathname === '/orders') {
      if (!session) return web.signIn(request, { returnTo: '/orders' })
      const response = await session.fetch(server.api)(`${server.api}/hello`)
      const orders = Response.json({ user: session.user?.sub, orders: await response.json() })
      for (const [name, value] of await session.headers()) orders.headers.append(name, value)
      return orders
    }
    const said = session ? `signed in as ${session.user?.sub}` : 'signed out'
    const text = `<!doctype html><title>App</title><p id="status">${said}</p>
<a id="in" href="/auth/login?returnTo=/">Sign in</a>
<form method="post" action="/auth/logout"><button id="out">Sign out</button></form>${app.html}`
    return new Response(text, { headers: { 'content-type': 'text/html', 'cache-control': 'no-store' } })
  }
  const listen = getRequestListener(handle)
  const listener = createServer((request, response) => {
    const seen: SeenRequest = { path: request.url ?? '', headers: request.headers }
    app.requests.push(seen)
    response.on('finish', () => {
      seen.status = response.statusCode
      seen.setCookie = [response.getHeader('set-cookie') ?? []].flat().map(String)
    })
    void listen(request, response)
  })
  await new Promise<void>((listening) => listener.listen(Number(new URL(baseUrl).port), '127.0.0.1', listening))
  return app
}
