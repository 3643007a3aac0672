// A page that never sees a token: ISSUER=... API=... CLIENT_ID=... CLIENT_SECRET=... COOKIE_KEY=... node server.ts http://localhost:3000
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import process from 'node:process'
import { createOidcClient } from '@grantkit/oidc'
import { createApiProxy, createWebLogin } from '@grantkit/oidc/web-login'
import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'
import { getRequestListener } from '@hono/node-server'

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { ISSUER: issuer = '', API: api = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env

const web = createWebLogin({
  client: createOidcClient({
    ...{ issuer, clientId, clientSecret, redirectUri: `${baseUrl}/auth/callback` },
    ...{ scope: 'openid offline_access read', resource: api },
  }),
  baseUrl,
  keys: [{ id: '1', key: Buffer.from(process.env.COOKIE_KEY ?? '', 'base64') }],
  store: createMemoryStore(),
  lock: createMemoryLock(),
  // many servers issue a refresh token only after asking the user
  login: { prompt: 'consent' },
  postLogoutRedirectUri: `${baseUrl}/`,
  onError: (error) => console.error(`${error}`),
})
const proxy = createApiProxy(web, { routes: { '/api': api } })

const file = (name: string) => readFileSync(new URL(name, import.meta.url))
const files: Record<string, [string, Uint8Array<ArrayBuffer>]> = {
  '/': ['text/html', file('page.html')],
  '/page.js': ['text/javascript', file('page.js')],
}
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

async function handle(request: Request): Promise<Response> {
  const answer = (await web.handle(request)) ?? (await proxy(request))
  if (answer) return answer
  const [type, body] = files[new URL(request.url).pathname] ?? []
  if (!type) return new Response('not found', { status: 404 })
  return new Response(body, { headers: { 'content-type': type, 'content-security-policy': policy } })
}

const { port, hostname } = new URL(baseUrl)
const errorHandler = (error: unknown) => {
  console.error(error)
  return new Response('this did not work: the log says why', { status: 500 })
}
const server = createServer(getRequestListener(handle, { errorHandler }))
server.listen(Number(port), hostname, () => console.log(`listening on ${baseUrl}`))
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
