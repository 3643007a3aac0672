import { requestRefreshToken, type TokenClient } from 'grantkit'
import { misuse, randomText } from 'grantkit/internal'
import { ask, nameOf, remembered } from './asking.ts'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { hold } from './held-token.ts'
import { createMemoryStore } from './memory-store.ts'
import { createRenewingSource, type RenewingSource } from './renewing-source.ts'
import { createLanding } from './session/landing.ts'
import { createSession } from './session/session.ts'
import type { SessionRecord } from './session/session-record.ts'
import { createSessionState } from './session/session-state.ts'
import { createSessionStore } from './session/session-store.ts'
import { type SessionTarget, sessionTarget } from './session/session-target.ts'
import { type Policy, policyOf, type SourceSettings, type TokenTarget } from './source-settings.ts'
import { storedTokenOf } from './stored-token.ts'
import { emitterOf } from './token-event.ts'
import type { TokenSource } from './token-source.ts'
import { TokenSourceError } from './token-source-error.ts'
import { type EndedSession, type SessionStart, sessionOf, type UserSession } from './user-session.ts'

/** What the tokens of a user's session are made with. */
export interface UserTokensSettings extends SourceSettings<Pick<TokenClient, 'requestRefreshToken'>> {
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
}

/** The tokens of one user's session. */
export interface UserTokens extends DisposableSource {
  /** Names the login that the tokens in memory belong to; undefined before one is known, and after its end. */
  sessionId(): string | undefined
  /** Begins a session with what a login brought, in place of any other; it is stored when the promise resolves. */
  startSession(token: SessionStart): Promise<void>
  /**
   * Forgets the session here and in the store; a refresh on its way is broken off, and what it brings is not used. Nothing is
   * revoked: what there was comes back, for that.
   */
  endSession(): Promise<EndedSession | undefined>
  /** The session in the store; undefined where there is none. */
  getSession(): Promise<UserSession | undefined>
  /** A source of tokens for another API, or with another scope, from the same session. Those for the same target share its tokens. */
  forResource(target: TokenTarget): TokenSource
}

/**
 * The tokens of a user's session, renewed by its refresh token (RFC 6749 section 6): by one at a time, in this process and, with
 * a `store`, in all that share it. The next refresh token is stored before anybody gets the access token that came with it.
 *
 * A failure that may pass ends no session: the token at hand is served while it is good, and the server is left alone for a
 * while. A session is over (`session_ended`) where the server refuses the refresh token that is still the one in the store.
 *
 * @throws {TypeError} for a mistake in the settings.
 *
 * @example
 * ```ts
 * const tokens = createUserTokens({ address: 'https://demo.example/connect/token', clientId: 'spa', key: 'user 1' })
 * await tokens.startSession(login)
 * const { accessToken } = await tokens.getAccessToken()
 * ```
 */
export function createUserTokens(settings: UserTokensSettings): UserTokens {
  const settled = policyOf(settings)
  const policy: Policy = settled
  const { clock, timeoutMs, lock } = policy
  if (typeof settings.key !== 'string' || !settings.key)
    misuse('key', "a name for the session, such as the user's identifier")
  if (!((settings.sessionTtlMs ?? 1) > 0)) misuse('sessionTtlMs', 'milliseconds above 0')
  const { scope, resource, audience, ...others } = settled
  const key = remembered(() => nameOf(others, 'refresh_token', settings.key))
  const kept = policy.store ?? createMemoryStore({ maxEntries: 1, now: () => clock.now() })
  // a name in nobody else's sight needs no hash
  const store = createSessionStore(
    kept,
    policy.store || lock ? key : async () => 'session',
    policy,
    settings.sessionTtlMs,
  )
  const slackMs = 2000 + timeoutMs / 4
  // a client may have to get the server's metadata first
  const abandonedAfterMs = timeoutMs * (settings.client ? 2 : 1) + slackMs
  const state = createSessionState(clock)
  const landing = createLanding(store, clock, abandonedAfterMs / 4)
  const emit = emitterOf(settled, 'refresh_token')
  const verb = settled.client?.requestRefreshToken ?? requestRefreshToken
  const sources = new Map<string, RenewingSource>()
  let disposed = false
  const forget = (): void => {
    for (const source of sources.values()) source.hold(undefined)
  }
  const session = createSession({
    policy,
    store,
    landing,
    state,
    emit,
    key,
    ask: (request, signal) => ask(others, verb, request, signal),
    slackMs: slackMs / 2,
    abandonedAfterMs,
    forget,
  })

  const sourceFor = (target: SessionTarget): RenewingSource => {
    const source = createRenewingSource((wish) => session.renew(target, wish), {
      clock,
      renewInBackground: settings.renewInBackground,
    })
    sources.set(target.name, source)
    if (disposed) source.dispose()
    return source
  }
  const ownTarget = sessionTarget({ scope, resource, audience } as TokenTarget, clock)
  const own = sourceFor(ownTarget)

  const dispose = (): void => {
    disposed = true
    for (const source of sources.values()) source.dispose()
  }
  return Object.assign(disposable({ ...own, dispose }), {
    sessionId: () => state.known,
    async startSession(token: SessionStart) {
      if (!token?.accessToken) misuse('token', 'what a login brought')
      const { refreshToken, idToken } = token
      const stored = storedTokenOf(token, policy)
      const record: SessionRecord = {
        v: 1,
        session: randomText(16),
        claims: 0,
        rotatedBy: 0,
        ...(refreshToken && { refreshToken }),
        ...(idToken && { idToken }),
        ...(token.scope !== undefined && { scope: token.scope }),
        tokens: { [ownTarget.name]: stored },
      }
      await session.begin(record)
      if (state.known !== record.session)
        throw new TokenSourceError('session_ended', 'the session was ended at once', { reason: 'signed_out' })
      own.hold(hold(stored, policy, record.session))
      emit('session.started')
    },
    async endSession() {
      const record = await session.end()
      if (!record) return undefined
      emit('session.ended', { 'grantkit.session.end_reason': 'signed_out' })
      const { refreshToken, tokens } = record
      const accessTokens = Object.values(tokens).map(({ accessToken }) => accessToken)
      return { ...sessionOf(record), ...(refreshToken && { refreshToken }), accessTokens }
    },
    async getSession() {
      const { record } = await session.read()
      return record && !record.ended ? sessionOf(record) : undefined
    },
    forResource(wanted: TokenTarget) {
      const target = sessionTarget({ ...({ scope, resource, audience } as TokenTarget), ...wanted }, clock)
      const { getAccessToken } = sources.get(target.name) ?? sourceFor(target)
      return { getAccessToken, sessionId: () => state.known }
    },
  })
}
