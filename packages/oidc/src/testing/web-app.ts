import { createMemoryLock, createMemoryStore } from '../../../tokens/src/index.ts'
import { createOidcClient, type OidcClientSettings } from '../index.ts'
import { createWebLogin, type WebLogin, type WebLoginSettings } from '../web-login.ts'
import { type FakeIssuer, fakeIssuer, issuer } from './fake-issuer.ts'

export const baseUrl = 'https://app.example'

/** A request as a browser sends it. */
export interface Visit {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Whether it comes from a page of the app, of another site, or from the address bar. */
  from?: 'same-origin' | 'cross-site' | 'none'
}

/** A browser with the cookies of one app; no other party has any. */
export interface TestBrowser {
  cookies: Map<string, string>
  /** The attributes of each `Set-Cookie` that came. */
  set: string[]
  request(path: string, visit?: Visit): Request
  /** What the app's handlers answer, with its cookies taken. */
  visit(path: string, visit?: Visit): Promise<Response>
  /** Takes the cookies of a response. */
  take(response: Response): Response
  /** Goes to the login, or where this response leads, and to the server; the address to come back to. */
  leave(start?: string | Response, answer?: Record<string, string>): Promise<string>
  /** A whole login. */
  signIn(path?: string): Promise<Response>
}

export interface TestWebApp {
  server: FakeIssuer
  web: WebLogin
  settings: WebLoginSettings
  browser(): TestBrowser
  /** Another process of the same app. */
  again(over?: Partial<WebLoginSettings>, client?: Partial<OidcClientSettings>): TestWebApp
}

export const webKeys = [{ id: '1', key: new Uint8Array(32).fill(7) }]

/** A web app in memory, at a server in memory. */
export async function webApp(
  over: Partial<WebLoginSettings> = {},
  clientSettings: Partial<OidcClientSettings> = {},
  server?: FakeIssuer,
): Promise<TestWebApp> {
  const at = server ?? (await fakeIssuer())
  return makeWebApp(at, over, clientSettings)
}

function makeWebApp(
  server: FakeIssuer,
  over: Partial<WebLoginSettings>,
  clientSettings: Partial<OidcClientSettings>,
): TestWebApp {
  const now = () => server.time
  const client = createOidcClient({
    ...{ issuer, clientId: 'app', clientSecret: 'the-client-secret' },
    ...{ redirectUri: `${over.baseUrl ?? baseUrl}/auth/callback`, fetch: server.fetch, now },
    ...clientSettings,
  })
  const shared = { store: createMemoryStore({ now }), lock: createMemoryLock() }
  const settings: WebLoginSettings = { client, baseUrl, keys: webKeys, ...shared, ...over }
  const web = createWebLogin(settings)
  return {
    ...{ server, web, settings },
    browser: () => testBrowser(server, web, settings.baseUrl),
    again: (more = {}, other = {}) => {
      const { client: _, ...same } = settings
      return makeWebApp(server, { ...same, ...more }, { ...clientSettings, ...other })
    },
  }
}

/** A browser of an app whose handlers are these. */
export function testBrowser(server: FakeIssuer, web: WebLogin, origin: string): TestBrowser {
  const cookies: TestBrowser['cookies'] = new Map()
  const lax = new Map<string, boolean>()
  const set: string[] = []
  const take = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      set.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
      lax.set(name, /SameSite=Lax/.test(line))
    }
    return response
  }
  const browser: TestBrowser = {
    ...{ cookies, set, take },
    request(path, { method = 'GET', headers = {}, body, from = 'same-origin' } = {}) {
      const isForeignPost = from === 'cross-site' && method !== 'GET'
      const sent = [...cookies].filter(([name]) => !(isForeignPost && lax.get(name)))
      const all = new Headers({ 'sec-fetch-site': from, ...headers })
      if (sent.length) all.set('cookie', sent.map((pair) => pair.join('=')).join('; '))
      return new Request(new URL(path, origin), { method, headers: all, ...(body !== undefined && { body }) })
    },
    async visit(path, visit) {
      const response = await web.handle(browser.request(path, visit))
      if (!response) throw new Error(`nobody answers ${path}`)
      return take(response)
    },
    async leave(start = '/auth/login', answer = { code: 'the-code' }) {
      const response = typeof start === 'string' ? await browser.visit(start) : take(start)
      const url = new URL(response.headers.get('location') ?? '')
      server.claims.nonce = url.searchParams.get('nonce')
      const state = url.searchParams.get('state') ?? ''
      return `/auth/callback?${new URLSearchParams({ ...answer, state, iss: issuer })}`
    },
    signIn: async (path) => browser.visit(await browser.leave(path), { from: 'cross-site' }),
  }
  return browser
}
