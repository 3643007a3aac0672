import type { IdTokenClaims } from '@grantkit/jose'
import type { AccessToken, GetAccessTokenOptions, TokenFetch, TokenSource, TokenTarget } from '@grantkit/tokens'
import type { CallbackResult } from './callback/callback-result.ts'
import type { SignInOptions, SignInResult } from './sign-in/sign-in-options.ts'
import type { SignOutOptions, SignOutResult } from './sign-out/sign-out-options.ts'
import type { Snapshot } from './snapshot.ts'

/** The session of the signed-in user, without tokens. */
export interface SessionInfo {
  /** The claims of the validated ID token; undefined if the scope has no `openid`. */
  user?: IdTokenClaims
  scope?: string
  sessionId: string
  /** In epoch milliseconds. */
  startedAt: number
}

/** `[Symbol.dispose]`, for compilers that know it. */
type Using = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [method in Dispose]: () => void }
  : object

/** Login, session and API calls of a page. */
export interface BrowserClient extends TokenSource, Using {
  /** The state to show: frozen, and the same object until something changes. */
  getSnapshot(): Snapshot
  /** The snapshot for server rendering and hydration: always `restoring`. */
  getServerSnapshot(): Snapshot
  /** Calls the listener after each change. Call the returned function to stop. */
  subscribe(listener: () => void): () => void
  /** The first snapshot that is not `restoring`. Always the same promise; never rejects. */
  readonly ready: Promise<Snapshot>
  /** Signs in by a redirect or a popup. Call it in the click's own task, so that a popup isn't blocked. */
  signIn(options?: SignInOptions): Promise<SignInResult>
  /** Signs in if nobody is signed in; for route guards. All callers share one attempt. */
  ensureSignedIn(options?: SignInOptions): Promise<SignInResult | { status: 'signed_in' }>
  /** Asks the server whether the user is signed in there, by a redirect that shows no page; once in each tab. */
  checkSignOn(options?: SignInOptions): Promise<CallbackResult | { status: 'not_now' }>
  /** The result of the callback in the page's URL: always the same, however often you call it. Native shells pass the URL. */
  handleCallback(url?: string): Promise<CallbackResult>
  /** The session; undefined if nobody is signed in. */
  getSession(): Promise<SessionInfo | undefined>
  /** A valid access token. Rejects with a `TokenSourceError`. */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** `fetch` that sends the access token to the `origins` of the settings. */
  readonly fetch: TokenFetch
  /** A source of access tokens for another API or scope, from the same session. */
  forResource(target: TokenTarget): TokenSource
  /** Signs out: first here and in all tabs, then at the server. */
  signOut(options?: SignOutOptions): Promise<SignOutResult>
  /** Removes all listeners and stops all timers. */
  dispose(): void
}
