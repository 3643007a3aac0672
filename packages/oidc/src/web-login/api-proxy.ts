import type { TokenTarget } from '@grantkit/tokens'
import { inTime, systemClock } from '@grantkit/tokens/internal'
import { urlOf } from 'grantkit/internal/address'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { silently } from 'grantkit/internal/silent'
import { type ApiAddress, addressOf, wayBack } from './api-address.ts'
import type { WebLogin } from './create-web-login.ts'
import { withReason } from './error-with-reason.ts'
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.ts'
import { plain } from './respond.ts'
import { isSameOrigin } from './same-origin.ts'
import type { WebSession } from './web-session.ts'

/** The API behind a path. */
export interface ApiRoute extends Pick<TokenTarget, 'scope' | 'resource' | 'audience'> {
  /** The absolute URL of the API. The rest of the request's path is appended to it. */
  url: string | URL
  /** The allowed methods. @default all */
  methods?: readonly string[]
}

/** Which calls of a page are forwarded to which APIs. */
export interface ApiProxySettings {
  /** APIs by path, such as `{ '/api': 'https://api.example/v1' }`. The longest matching path wins. */
  routes: Readonly<Record<string, string | URL | ApiRoute>>
  /** The path that returns who is signed in. @default '/auth/session' */
  sessionPath?: string
  /** The header that each call must have, with any value. @default 'x-csrf' */
  csrfHeader?: string
  /** How long an API may take to begin its response, in milliseconds. @default 30000 */
  timeoutMs?: number
  /** Permits `http:` to APIs on hosts that are not loopback. @default false */
  allowInsecureHttp?: boolean
  /** Called with the error behind a 502 or 503 response, which contains no secrets. Its own errors are ignored and it isn't awaited. @default none */
  onError?: (error: unknown) => unknown
}

/**
 * Forwards the API calls of a page that has no tokens ("backend for frontend"): it adds the session's token, removes cookies,
 * and streams bodies both ways. Returns undefined for all other requests.
 *
 * A call must have the `csrfHeader`, which no other site can send, and must not come from another site. Errors are JSON with an
 * `error`: `csrf` (403), `signed_out` (401), `method_not_allowed` (405), `invalid_path` (400), `unreachable` and
 * `redirected` (502), `unavailable` (503), `timeout` (504).
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const proxy = createApiProxy(web, { routes: { '/api': 'https://api.example' } })
 * const response = (await web.handle(request)) ?? (await proxy(request)) ?? page()
 * ```
 */
export function createApiProxy(
  web: WebLogin,
  settings: ApiProxySettings,
): (request: Request) => Promise<Response | undefined> {
  checkObject('web', web)
  checkObject('settings', settings)
  const { sessionPath = '/auth/session', csrfHeader = 'x-csrf', timeoutMs = 30_000, onError } = settings
  if (typeof web.getSession !== 'function') misuse('web', 'what createWebLogin returned')
  if (!/^[\w-]+$/.test(csrfHeader)) misuse('csrfHeader', 'the name of a header')
  if (!/^\//.test(sessionPath)) misuse('sessionPath', 'a path that begins with a slash')
  if (!(timeoutMs > 0)) misuse('timeoutMs', 'milliseconds above 0')
  const routes = routesOf(settings)
  const report = (error: unknown): void => void silently(() => onError?.(withReason(error)))

  return async (request) => {
    const { pathname } = new URL(request.url)
    const isSession = pathname === sessionPath
    const route = routes.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
    if (!isSession && !route) return undefined
    if (!request.headers.has(csrfHeader) || isSameOrigin(request, web.origin) === false) {
      return failed(403, 'csrf', `call it from a page of the app, with the header ${csrfHeader}: 1`)
    }
    const methods = isSession ? ['GET'] : route?.methods
    if (methods && !methods.includes(request.method)) {
      return failed(405, 'method_not_allowed', `use ${methods.join(', ')}`, { Allow: methods.join(', ') })
    }
    let session: WebSession | undefined
    try {
      session = await web.getSession(request)
      if (isSession) return await whoIs(web, session)
      if (!session || !route) return failed(401, 'signed_out', 'sign in', { 'X-Sign-In': web.signInUrl })
      const response = await forward(request, route, session)
      for (const [name, value] of await session.headers()) response.headers.append(name, value)
      return response
    } catch (error) {
      if (request.signal.aborted) throw error
      return whyFailed(web, error, report)
    }
  }

  async function forward(request: Request, route: ApiAddress, session: WebSession): Promise<Response> {
    const url = addressOf(route, new URL(request.url))
    if (!url) return failed(400, 'invalid_path', 'the path leads outside the API')
    const { method, body, signal } = request
    const stop = new AbortController()
    const call = session.fetch(route.url, {
      ...(route.target && { target: route.target }),
      ...(settings.allowInsecureHttp && { allowInsecureHttp: true }),
    })
    const headers = forwardedHeaders(request.headers, csrfHeader)
    const hasBody = body && method !== 'GET' && method !== 'HEAD'
    const sent = {
      ...{ method, headers, redirect: 'manual' as const, signal: AbortSignal.any([signal, stop.signal]) },
      // streamed, not buffered
      ...(hasBody && { body, duplex: 'half' }),
    }
    const late = (): undefined => {
      stop.abort()
      return undefined
    }
    const answer = await inTime<Response | undefined>(() => call(url.href, sent), systemClock(), timeoutMs, late)
    if (!answer) return failed(504, 'timeout', 'the API took too long')
    const location = answer.headers.get('location')
    const back = location !== null && wayBack(route, new URL(location, url))
    if (answer.status >= 300 && answer.status < 400 && answer.status !== 304 && !back) {
      await answer.body?.cancel()
      return failed(502, 'redirected', 'the API redirects to another address')
    }
    const returned = returnedHeaders(answer.headers)
    if (back) returned.set('location', back)
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers: returned })
  }
}

/** Who is signed in, for the page: claims, and no token. */
async function whoIs({ signInUrl, signOutUrl }: WebLogin, session: WebSession | undefined): Promise<Response> {
  const { user, userInfo, expiresAt } = session ?? {}
  const members = session ? { user, userInfo, expiresAt, signOutUrl } : { user: null, signInUrl }
  const response = Response.json(members, { headers: { 'Cache-Control': 'no-store' } })
  for (const [name, value] of (await session?.headers()) ?? []) response.headers.append(name, value)
  return response
}

function whyFailed({ signInUrl }: WebLogin, error: unknown, report: (error: unknown) => void): Response {
  const { name, code, retryAfterMs, message } = Object(error)
  if (name === 'TokenSourceError' && /^(session_ended|no_session|no_refresh_token)$/.test(code)) {
    return failed(401, 'signed_out', 'sign in', { 'X-Sign-In': signInUrl })
  }
  report(error)
  if (name === 'TokenSourceError' || name === 'LoginError') {
    const seconds = Math.ceil((retryAfterMs ?? 1000) / 1000)
    return failed(503, 'unavailable', 'no token can be loaded now: try again later', { 'Retry-After': `${seconds}` })
  }
  // a mistake in the app's code
  if (error instanceof TypeError && /: pass /.test(message)) throw error
  return failed(502, 'unreachable', 'the API can’t be reached')
}

function failed(
  status: number,
  error: string,
  error_description: string,
  headers: Record<string, string> = {},
): Response {
  const json = { 'Content-Type': 'application/json', ...headers }
  return plain(status, JSON.stringify({ error, error_description }), json)
}

/** The longest path first. */
function routesOf({ routes, allowInsecureHttp }: ApiProxySettings): (ApiAddress & { methods?: readonly string[] })[] {
  checkObject('routes', routes)
  const all = Object.entries(routes).map(([path, given]) => {
    const route: ApiRoute = typeof given === 'string' || given instanceof URL ? { url: given } : given
    const { url, methods, ...target } = route
    const whole =
      urlOf(url, allowInsecureHttp) ||
      misuse(`routes['${path}']`, 'the absolute https: URL of an API; http: is for loopback')
    if (!/^(\/[\w.~-]+)+$/.test(path)) misuse('routes', 'paths like /api, without a slash at the end')
    if (new URL(whole).search) misuse(`routes['${path}']`, 'a URL without a query')
    const asked = Object.keys(target).length ? { target } : {}
    return { path, url: whole.replace(/\/$/, ''), ...asked, ...(methods && { methods }) }
  })
  if (!all.length) misuse('routes', 'one path or more, with its API')
  return all.sort((a, b) => b.path.length - a.path.length)
}
