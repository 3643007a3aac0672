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

/** The settings of `createUserTokens`. */
export interface UserTokensSettings
  extends SourceSettings<Pick<TokenClient, 'requestRefreshToken'> & Partial<RevokingClient>> {
  /** The session's name in the store, such as the user's identifier or that of a browser session. */
  key: string
  /**
   * A part of the granted scope, which each refresh requests. Leave it out to get all of it.
   */
  scope?: string | readonly string[]
  /**
   * After how long without a refresh the store may remove the session, in milliseconds; not less than the server
   * keeps an unused refresh token.
   * @default never
   */
  sessionTtlMs?: number
  /** How long an unused session lasts (then reason `idle`), in milliseconds. Other processes may be off by a quarter of it. @default never */
  maxIdleMs?: number
  /**
   * Whether a failure means that the refresh token is invalid for good. Undefined: the default decides.
   * @default `invalid_grant`, `bad_refresh_token`, `invalid_refresh_token` and similar codes
   */
  endsSession?: (failure: TokenFailure) => boolean | undefined
  /** Checks the ID token of a refresh before the refresh is stored. Another subject always ends the session. @default none */
  checkIdToken?: CheckIdToken
  /** The revocation endpoint for `endSession({ revoke: true })` (RFC 7009), if the `client` doesn't know it. @default none */
  revocationAddress?: string | URL
  /**
   * Tells other tabs and workers at once about logins, refreshes and sign-outs; `false` for none.
   * @default a BroadcastChannel, in pages and workers that share a `store`; none on servers
   */
  channel?: SessionChannel | false
  /** Calls the listener when the network is back, such as on a page's `online` event: a pause after a network failure then ends. Returns a function that stops it. @default none */
  onlineHint?: (listener: () => void) => () => void
}

/** The tokens of one user's session. */
export interface UserTokens extends DisposableSource {
  /** The id of the login that the tokens in memory belong to; undefined before it is known, and after its end. */
  sessionId(): string | undefined
  /** Begins a session with the token response of a login, and replaces any other. It is stored when the promise resolves. */
  startSession(token: SessionStart, extras?: SessionExtras): Promise<void>
  /**
   * Ends the session, here and in the store. A running refresh is cancelled and its response isn't used. Returns what
   * the session held, for a logout at the server; undefined if there was none. With `revoke` its tokens are also revoked; then this never
   * rejects, and `failures` lists what failed.
   */
  endSession(options?: EndSessionOptions): Promise<EndedSession | undefined>
  /**
   * The session in the store; undefined if there is none. If another process ended or replaced the session, memory is updated at once.
   * With `use` it counts as used, for `maxIdleMs`.
   */
  getSession(options?: { use?: boolean }): Promise<UserSession | undefined>
  /** A source of tokens for another API, or with another scope, from the same session. Equal targets share their tokens. */
  forResource(target: TokenTarget): TokenSource
}
