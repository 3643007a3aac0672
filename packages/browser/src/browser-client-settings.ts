import type { OidcClientSettings } from '@grantkit/oidc'
import type { Clock, Lock, TokenEvent, TokenStore } from '@grantkit/tokens'

/** What the setting `worker` returns: a `Worker` or a `SharedWorker`. A type of our own, because the types of Node have neither. */
export type TokenWorker = { postMessage(message: unknown): void; terminate(): void } | { readonly port: object }

/** The settings of `createBrowserClient`. */
export interface BrowserClientSettings
  extends Omit<
    OidcClientSettings,
    'dpop' | 'client' | 'clientSecret' | 'clientAssertion' | 'clientCredentialStyle' | 'loadValidation'
  > {
  /** The URLs that `fetch` sends the access token to: absolute `https:` URLs. @default [] (nowhere) */
  origins?: readonly string[]
  /** Where the server sends the user after signing out, as registered there. @default none: the server shows its own page */
  postLogoutRedirectUri?: string
  /** Where the session is kept: in IndexedDB for all tabs, in this tab's sessionStorage, or in memory. @default 'browser' */
  keep?: 'browser' | 'tab' | 'memory'
  /** Encrypts the stored session with a key that can't be extracted. Scripts of the page can still use it. @default false */
  encrypt?: boolean
  /** Binds tokens to a key that can't be extracted (RFC 9449). @default false */
  dpop?: boolean | { alg?: string; allowBearer?: boolean }
  /**
   * Starts a worker of `@grantkit/browser/worker`, which holds the tokens in place of the page: a `SharedWorker` for all tabs, or a
   * `Worker` for this one. Called again after a sign-out or if the worker has died. @default none
   */
  worker?: () => TokenWorker
  /** With `worker`: whether `getAccessToken` gives access tokens to the page, or only `fetch` sends them. @default 'page' */
  accessTokens?: 'page' | 'worker'
  /** Names the database, the entries and the locks of this client. @default `${clientId}@${issuer}` */
  name?: string
  /** The part of the origin that belongs to this app: `returnTo` can't leave it. @default '/' */
  basePath?: string
  /** Whether the page's URL is read when the client is created; `manual` waits for `handleCallback(url)`. @default 'claim' */
  callback?: 'claim' | 'manual'
  /** Goes to a URL. Native shells pass their own. @default location.assign */
  navigate?: (url: string) => void | Promise<void>
  /** Loads the code of sign-in, sign-out and fetch when the page is idle, or only when needed. @default 'idle' */
  preload?: 'idle' | 'never'
  /** Refreshes tokens when they are asked for, or also while the page is visible. @default 'when-asked' */
  renew?: 'when-asked' | 'while-visible'
  /** How many sign-ins may start without a click within `automaticWindowMs`. @default 3 */
  maxAutomaticSignIns?: number
  /** The time in which `maxAutomaticSignIns` counts, in milliseconds. @default 60000 */
  automaticWindowMs?: number
  /** A store of your own in place of `keep` and `encrypt`. @default IndexedDB */
  store?: TokenStore
  /** Lets one tab at a time refresh. @default the browser's Web Locks */
  lock?: Lock
  /** The time. @default the browser's */
  clock?: Clock
  /** A number from 0 to below 1. @default Math.random */
  random?: () => number
  /** Called on refresh, failure and session end. Events hold no secrets; errors of the hook are ignored. */
  onEvent?: (event: TokenEvent) => unknown
}
