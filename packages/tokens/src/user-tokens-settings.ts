import type { TokenClient, TokenFailure } from 'grantkit'
import type { DisposableSource } from './disposable-source.ts'
import type { SessionChannel } from './internal/broadcast-channel.ts'
import type { RevokingClient } from './session/revoke-session.ts'
import type { SourceSettings, TokenTarget } from './source-settings.ts'
import type { TokenSource } from './token-source.ts'
import type {
  CheckIdToken,
  EndedSession,
  EndSessionOptions,
  SessionExtras,
  SessionStart,
  UserSession,
} from './user-session.ts'

export type { RevokingClient }

/** What the tokens of a user's session are made with. */
export interface UserTokensSettings
  extends SourceSettings<Pick<TokenClient, 'requestRefreshToken'> & Partial<RevokingClient>> {
  /** Names the session in the store, such as the user's identifier or that of a browser's session. */
  key: string
  /**
   * A part of the scope that was granted, to be asked for by each refresh. Leave it out for all of it.
   */
  scope?: string | readonly string[]
  /**
   * After how long the store may forget a session whose tokens nobody has renewed, in milliseconds; not less than the server
   * keeps a refresh token that isn't used.
   * @default never
   */
  sessionTtlMs?: number
  /** How long an unused session lasts (then reason `idle`), in milliseconds. Other processes may be off by a quarter of it. @default no limit */
  maxIdleMs?: number
  /**
   * Whether a failure says that the refresh token is good for nothing any more; undefined leaves that to the default.
   * @default for `invalid_grant`, `bad_refresh_token`, `invalid_refresh_token` and their like
   */
  endsSession?: (failure: TokenFailure) => boolean | undefined
  /** Looks at the ID token of a refresh before anything of the refresh is stored. One of another subject ends the session anyway. @default none */
  checkIdToken?: CheckIdToken
  /** Where `endSession({ revoke: true })` revokes tokens (RFC 7009), if there is no `client` that knows it. @default none */
  revocationAddress?: string | URL
  /**
   * Tells other tabs and workers at once of logins, renewals and sign-outs; `false` for none.
   * @default a BroadcastChannel, in pages and workers that share a `store`; none on servers
   */
  channel?: SessionChannel | false
  /** Calls the listener when the network is there again, such as on a page's `online` event, and returns the undo: a pause for a network failure ends then. @default none */
  onlineHint?: (listener: () => void) => () => void
}

/** The tokens of one user's session. */
export interface UserTokens extends DisposableSource {
  /** Names the login that the tokens in memory belong to; undefined before one is known, and after its end. */
  sessionId(): string | undefined
  /** Begins a session with what a login brought, in place of any other; it is stored when the promise resolves. */
  startSession(token: SessionStart, extras?: SessionExtras): Promise<void>
  /**
   * Ends the session that the store holds, here and there: a refresh on its way is cancelled, and its response isn't used. Returns what
   * the session held, for a logout at the server; undefined if there was none. With `revoke` its tokens are revoked too: then this never
   * rejects, and `failures` says what went wrong.
   */
  endSession(options?: EndSessionOptions): Promise<EndedSession | undefined>
  /**
   * The session in the store; undefined if there is none. A session that another process ended or replaced leaves memory at once.
   * With `use` it counts as used, for `maxIdleMs`.
   */
  getSession(options?: { use?: boolean }): Promise<UserSession | undefined>
  /** A source of tokens for another API, or with another scope, from the same session. Those for the same target share its tokens. */
  forResource(target: TokenTarget): TokenSource
}
