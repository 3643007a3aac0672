import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '../../server/authorization-server.ts'
import { type Site, type SitePages, startSite, strictPolicy } from './site.ts'

/** An app and an authorization server, for any browser. */
export interface Servers {
  site: Site
  server: AuthorizationServer
  /** Headers of every response of the server. */
  serverHeaders: Record<string, string>
  /** The delay of the server's responses in milliseconds, by path. */
  delays: Record<string, number>
  /** The refresh tokens that the server issued. */
  issued: string[]
  /** The settings of the client. The site serves them with the changes of a scenario. */
  configure(changes?: Record<string, unknown>, headers?: Record<string, string>): void
  close(): Promise<void>
}

/** Starts both: the page on `localhost`, the server on `127.0.0.1`. */
export async function startServers(options: AuthorizationServerOptions = {}, pages?: SitePages): Promise<Servers> {
  const site = await startSite(pages)
  const server = await startAuthorizationServer({
    pageOrigin: site.origin,
    // no middleware can be added after the server has started
    before: async (ctx, next) => {
      ctx.set(servers.serverHeaders)
      await sleep(servers.delays[ctx.path] ?? 0)
      await next()
    },
    ...options,
  })
  const issued: string[] = []
  // its types declare only the events of grants
  const events = server.provider as unknown as NodeJS.EventEmitter
  events.on('refresh_token.saved', (token: { jti: string }) => issued.push(token.jti))
  const configure: Servers['configure'] = (changes = {}, headers = {}) => {
    site.config = {
      issuer: server.issuer,
      clientId: 'spa',
      redirectUri: `${site.origin}/callback`,
      postLogoutRedirectUri: `${site.origin}/`,
      scope: 'openid profile offline_access read',
      resource: server.api,
      origins: [server.api],
      ...changes,
    }
    site.headers = { ...strictPolicy(server.issuer), ...headers }
    site.requests.length = 0
    site.violations.length = 0
    site.gone = undefined
    site.catching = false
    servers.serverHeaders = {}
    servers.delays = {}
    server.requests.length = 0
    issued.length = 0
  }
  const servers: Servers = {
    site,
    server,
    issued,
    serverHeaders: {},
    delays: {},
    configure,
    close: async () => void (await Promise.all([site.close(), server.close()])),
  }
  configure()
  return servers
}
