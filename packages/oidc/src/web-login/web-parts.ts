import { silently } from 'grantkit/internal/silent'
import type { OidcClient } from '../create-oidc-client.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { type Cookies, createCookies } from './cookies.ts'
import { withReason } from './error-with-reason.ts'
import { createLoginCookies, type LoginCookies } from './login-cookies.ts'
import { createLogoutCookie, type LogoutCookie } from './logout-cookie.ts'
import { problemPage, type WebLoginProblem, type WebLoginProblemKind } from './problem.ts'
import { type Routes, routesOf } from './routes.ts'
import { createSeal } from './sealed.ts'
import type { Sessions } from './sessions.ts'
import { createStoreSessions } from './store-sessions.ts'
import type { WebPolicy } from './web-login-settings.ts'

/** What all handlers share. */
export interface WebParts {
  client: OidcClient
  policy: WebPolicy
  routes: Routes
  logins: LoginCookies
  logout: LogoutCookie
  sessions: Sessions
  /** The path of the app's first page. */
  homeUrl: string
  /** The page for a problem. */
  show(request: Request, kind: WebLoginProblemKind, status: number, message: string, code?: string): Promise<Response>
  /** Reports an error to the app's developers. */
  report(error: unknown): void
}

export function webPartsOf(policy: WebPolicy): WebParts {
  const { client, cookieName, basePath, path, isSecure, onError, showProblem = problemPage } = policy
  const seal = createSeal(policy.keys)
  const cookies: Cookies = createCookies(cookieName, isSecure)
  const routes = routesOf(basePath, path, client.settings.redirectUri)
  const homeUrl = client.settings.basePath ?? (basePath || '/')
  return {
    ...{ client, policy, routes, homeUrl },
    logins: createLoginCookies(cookies, seal, client.settings),
    logout: createLogoutCookie(cookies, seal, client.settings),
    sessions:
      policy.session === 'store' ? createStoreSessions(policy, cookies) : createCookieSessions(policy, cookies, seal),
    async show(request, kind, status, message, code) {
      const urls = { signInUrl: routes.login, signOutUrl: routes.logout, homeUrl }
      const problem: WebLoginProblem = { kind, status, message, ...(code && { code }), ...urls }
      const page = await showProblem(problem, request)
      const headers = new Headers(page.headers)
      headers.set('Cache-Control', 'no-store')
      return new Response(page.body, { status, headers })
    },
    report: (error) => void silently(() => onError?.(withReason(error))),
  }
}
