import type { Lock, TokenEvent, TokenStore } from '@grantkit/tokens'
import { checkMethods } from '@grantkit/tokens/internal'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { OidcClient } from '../create-oidc-client.ts'
import type { LoginRequest } from '../login/login-request.ts'
import type { ShowProblem } from './problem.ts'
import type { SealingKey } from './sealed.ts'

/** The settings of a web app's logins and sessions. */
export interface WebLoginSettings {
  /** The client, of `createOidcClient`. Its `redirectUri` is a URL of the app: `handle` answers there. */
  client: OidcClient
  /** The URL that users see, such as `https://app.example`; `http:` on loopback only. The `Host` header is never used. */
  baseUrl: string
  /** The keys for sealing cookies: 32 random bytes each, with an id. The first one seals; all of them open. */
  keys: readonly SealingKey[]
  /** Where sessions with their tokens are kept: in a store, or sealed in cookies. @default 'store' */
  session?: 'store' | 'cookie'
  /** Holds the sessions. Required with `session: 'store'`. @default none */
  store?: TokenStore
  /** Lock, so that only one process refreshes. Required with `session: 'store'`. @default none */
  lock?: Lock
  /** The path of the routes, below that of `baseUrl`. @default '/auth' */
  path?: string
  /** How long an unused session lasts, in milliseconds; up to a quarter less or more. @default 28800000, 8 hours */
  idleMs?: number
  /** How long a session lasts at most, in milliseconds. @default 604800000, 7 days */
  maxMs?: number
  /** The name of the cookies. @default '__Host-grantkit', or 'grantkit' on loopback without https */
  cookieName?: string
  /** The request of each login, such as `{ prompt: 'consent' }`: some servers need it to issue a refresh token. `signIn` can override it. @default none */
  login?: LoginRequest
  /** Where the server sends the user after a logout: the `logout` route, or another URL that is registered. @default none: the server's own page */
  postLogoutRedirectUri?: string
  /** Returns the page for a problem. @default a plain page */
  showProblem?: ShowProblem
  /** Called with the error behind a page or a response, also if a handler rejects with it. Its message says the reason, and contains no secrets. Errors of the hook are ignored and it isn't awaited. @default none */
  onError?: (error: unknown) => unknown
  /** Called on refresh, failure and session end. Events contain no secrets. @default none */
  onEvent?: (event: TokenEvent) => unknown
}

/** The settings with their defaults, and what is derived from them. */
export interface WebPolicy extends WebLoginSettings {
  session: 'store' | 'cookie'
  idleMs: number
  maxMs: number
  cookieName: string
  path: string
  /** The origin of `baseUrl`. */
  origin: string
  /** The path of `baseUrl`, without a slash at its end. */
  basePath: string
  isSecure: boolean
}

/** Applies the defaults. Throws for mistakes before the first user comes. */
export function webPolicyOf(settings: WebLoginSettings): WebPolicy {
  checkObject('settings', settings)
  const { client, baseUrl, session = 'store', path = '/auth', idleMs = 28_800_000, maxMs = 604_800_000 } = settings
  if (typeof Object(client).prepareLogin !== 'function' || !client.settings)
    misuse('client', 'the client that createOidcClient returned')
  const base = baseUrlOf(baseUrl)
  const { redirectUri } = client.settings
  if (new URL(redirectUri).origin !== base.origin)
    misuse(
      'baseUrl',
      `the URL at which users see the app: the client's redirectUri is on ${new URL(redirectUri).origin}`,
    )
  if (new URL(redirectUri).pathname.includes('//'))
    misuse('client.redirectUri', 'a URL without // in its path: a base URL ends without a slash')
  if (!/^(store|cookie)$/.test(session)) misuse('session', '"store" or "cookie"')
  if (session === 'store') {
    const orCookies = 'or session: "cookie" for sealed cookies'
    checkMethods(
      'store',
      settings.store ?? misuse('store', `createMemoryStore() for one process, ${orCookies}`),
      'get, set and delete',
    )
    checkMethods(
      'lock',
      settings.lock ?? misuse('lock', `createMemoryLock() for one process, ${orCookies}`),
      'withLock',
    )
  }
  if (!/^(\/[\w.~-]+)+$/.test(path)) misuse('path', 'one like /auth')
  if (!(idleMs > 0)) misuse('idleMs', 'milliseconds above 0')
  // Infinity would not survive the sealed session: every login would end as signed out
  if (!(maxMs >= idleMs && maxMs < Infinity)) misuse('maxMs', 'milliseconds, not less than idleMs')
  const isSecure = base.protocol === 'https:'
  const cookieName = settings.cookieName ?? (isSecure ? '__Host-grantkit' : 'grantkit')
  if (!/^[\w-]+$/.test(cookieName)) misuse('cookieName', 'letters, digits, - and _')
  if (!isSecure && /^__/.test(cookieName)) misuse('cookieName', 'one without __Host-, which needs https:')
  for (const name of ['showProblem', 'onError', 'onEvent'] as const) {
    if (typeof (settings[name] ?? misuse) !== 'function') misuse(name, 'a function')
  }
  const basePath = base.pathname.replace(/\/+$/, '')
  return { ...settings, session, path, idleMs, maxMs, cookieName, origin: base.origin, basePath, isSecure }
}

function baseUrlOf(baseUrl: unknown): URL {
  const fix = 'an https: URL without query or fragment; http: is for loopback only'
  try {
    const url = new URL(baseUrl as string)
    const isLoopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1])$/.test(url.hostname)
    const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
    if (isAllowed && !url.search && !url.hash && !url.username && !url.password) return url
  } catch {}
  return misuse('baseUrl', fix)
}
