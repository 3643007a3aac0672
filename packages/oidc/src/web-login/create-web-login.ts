import type { LoginRequest } from '../login/login-request.ts'
import { createCallback } from './callback.ts'
import type { RequestHead } from './request-head.ts'
import { plain } from './respond.ts'
import { type RouteName, routeOf } from './routes.ts'
import { backchannelLogout, frontchannelLogout } from './server-logout.ts'
import { signIn } from './sign-in.ts'
import { signOut, type WebSignOutRequest } from './sign-out.ts'
import { isSpeculative } from './speculative.ts'
import { type WebLoginSettings, webPolicyOf } from './web-login-settings.ts'
import { webPartsOf } from './web-parts.ts'
import type { WebSession } from './web-session.ts'

/** Logins and sessions of a web app, for any server that has `Request` and `Response`. */
export interface WebLogin {
  /** Handles the routes below `path` and the callback. Undefined for all other requests. */
  handle(request: Request): Promise<Response | undefined>
  /** Sends the user to the authorization server. @param login The request of the login; by default from the address. */
  signIn(request: Request, login?: LoginRequest): Promise<Response>
  /** Completes a login, and sends the user to `returnTo`. */
  callback(request: Request): Promise<Response>
  /** Ends the session, here and at the authorization server. A request from another site is asked to confirm. */
  signOut(request: Request, options?: WebSignOutRequest): Promise<Response>
  /** Ends the sessions that the authorization server names in a back-channel logout. */
  backchannelLogout(request: Request): Promise<Response>
  /** Ends the session that the authorization server names in a front-channel logout. */
  frontchannelLogout(request: Request): Promise<Response>
  /**
   * The session of a request; undefined if there is none. Counts as use of the session.
   *
   * Rejects with a `TokenSourceError` (`store_failed`) if the store can't be read: there may be a session.
   */
  getSession(request: RequestHead): Promise<WebSession | undefined>
  /** The origin of `baseUrl`. */
  readonly origin: string
  /** The paths of the login and of the logout. */
  readonly signInUrl: string
  readonly signOutUrl: string
}

/**
 * Login, logout and sessions of a web app on the server. The browser has a cookie and never a token.
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const web = createWebLogin({ client, baseUrl: 'https://app.example', keys, store, lock })
 * const response = (await web.handle(request)) ?? (await page(await web.getSession(request)))
 * ```
 */
export function createWebLogin(settings: WebLoginSettings): WebLogin {
  const parts = webPartsOf(webPolicyOf(settings))
  const { routes, sessions, show, report } = parts
  const complete = createCallback(parts)

  /** Refuses preloading requests, and shows a page if a store or a server is down. */
  const answer = async (request: Request, work: () => Promise<Response>): Promise<Response> => {
    if (isSpeculative(request)) return plain(503, 'not in advance')
    try {
      return await work()
    } catch (error) {
      if (error instanceof RangeError) return plain(413, error.message)
      // also what the framework answers: some show and log nothing
      report(error)
      if (Object(error).code !== 'store_failed') throw error
      return show(request, 'unavailable', 503, 'This is not possible just now. Please try again later.')
    }
  }
  const web: WebLogin = {
    async handle(request) {
      const route = routeOf(routes, request)
      if (route?.allow) return plain(405, 'method not allowed', { Allow: route.allow })
      return route && handlers[route.name](request)
    },
    signIn: (request, login) => answer(request, () => signIn(parts, request, login)),
    callback: (request) => answer(request, () => complete(request)),
    signOut: (request, options) => answer(request, () => signOut(parts, request, options)),
    backchannelLogout: (request) => answer(request, () => backchannelLogout(parts, request)),
    frontchannelLogout: (request) => answer(request, () => frontchannelLogout(parts, request)),
    getSession: (request) => sessions.find(request),
    origin: parts.policy.origin,
    signInUrl: routes.login,
    signOutUrl: routes.logout,
  }
  const handlers: Record<RouteName, (request: Request) => Promise<Response>> = {
    login: (request) => web.signIn(request),
    callback: web.callback,
    logout: (request) => web.signOut(request),
    backchannelLogout: web.backchannelLogout,
    frontchannelLogout: web.frontchannelLogout,
  }
  return web
}
