import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type AuthorizationServer, startAuthorizationServer } from '../../server/authorization-server.ts'
import { buildPage } from './build-page.ts'
import type { Report } from './contestants/report.ts'

/** A page with a library's login, and a server of its own. */
export interface App {
  origin: string
  server: AuthorizationServer
  /** The requests for the page and its files: paths, and when they came, in milliseconds since 1970. */
  requests: { path: string; at: number }[]
  /** Whether pages are empty, so that a callback can wait until it is timed. */
  catching: boolean
  /** What the next page that is done reports. */
  report(): Promise<Report>
  close(): Promise<void>
}

const page = (title: string, script = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${script}</head></html>`

/** Starts them: the page is built and minified as for users. */
export async function startApp(library: string): Promise<App> {
  const files = await buildPage(library)
  const requests: App['requests'] = []
  const reports = new EventEmitter()
  const pages = createServer(async (request, response) => {
    if (request.method === 'POST') {
      response.end()
      reports.emit('report', await json(request))
      return
    }
    const path = `${request.url}`.replace(/\?.*/, '')
    requests.push({ path, at: performance.timeOrigin + performance.now() })
    const script = path === '/config.js' ? `export const config = ${JSON.stringify(config())}` : files.get(path)
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' })
    response.end(
      script ?? (app.catching ? page('caught') : page('app', '<script type="module" src="/assets/main.js"></script>')),
    )
  })
  await new Promise<void>((listening) => pages.listen(0, '127.0.0.1', listening))
  const origin = `http://localhost:${(pages.address() as AddressInfo).port}`
  // by TLS, for auth0-spa-js accepts no other issuer; it has paths of its own
  const paths: Record<string, string> = { '/authorize': '/auth', '/oauth/token': '/token' }
  const server = await startAuthorizationServer({
    pageOrigin: origin,
    interaction: 'auto',
    tls: true,
    before: (ctx, next) => {
      ctx.path = paths[ctx.path] ?? ctx.path
      return next()
    },
  })
  const config = () => ({
    issuer: server.issuer,
    clientId: server.clients.spa.clientId,
    redirectUri: `${origin}/callback`,
    scope: 'openid profile offline_access',
  })
  const app: App = {
    origin,
    server,
    requests,
    catching: false,
    report: async () => (await once(reports, 'report'))[0],
    async close() {
      pages.close()
      pages.closeAllConnections()
      await server.close()
    },
  }
  return app
}
