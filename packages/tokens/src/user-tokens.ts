import type { TokenClient, TokenFailure } from 'grantkit'
import { checkObject, misuse, pairsOf, present, randomText } from 'grantkit/internal'
import { requestRefreshToken } from 'grantkit/token'
import { ask, nameOf, patienceOf, remembered } from './asking.ts'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { hold } from './held-token.ts'
import { createRenewingSource, type RenewingSource } from './renewing-source.ts'
import { type SessionRecord, type SessionTarget, sessionTarget } from './session/record.ts'
import { isRefused } from './session/response.ts'
import { type RevokingClient, revokeSession } from './session/revoke-session.ts'
import { createSession } from './session/session.ts'
import { createSessionStore } from './session/store.ts'
import { createBroadcastSessionChannel, type SessionChannel } from './session-channel.ts'
import { policyOf, type SourceSettings, type TokenTarget } from './source-settings.ts'
import { isStoredToken, storedTokenOf } from './stored-token.ts'
import { emitterOf } from './token-event.ts'
import type { TokenSource } from './token-source.ts'
import { sessionEnded } from './token-source-error.ts'
import type { TokenStore } from './token-store.ts'
import {
  type CheckIdToken,
  type EndedSession,
  type EndSessionOptions,
  type SessionEndFailure,
  type SessionExtras,
  type SessionStart,
  sessionOf,
  type UserSession,
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
  /** After how long without use a session is over (reason `idle`), in milliseconds; within a quarter of it in other processes. @default never */
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
  const policy = policyOf(settings)
  const { clock, timeoutMs, client, channel, maxIdleMs = Infinity, onlineHint, revocationAddress } = policy
  if (typeof policy.key !== 'string' || !policy.key)
    misuse('key', "a name for the session, such as the user's identifier")
  if (!((policy.sessionTtlMs ?? 1) > 0)) misuse('sessionTtlMs', 'milliseconds above 0')
  if (!(maxIdleMs > 0)) misuse('maxIdleMs', 'milliseconds above 0')
  const { scope, resource, audience, ...others } = policy
  const ownTarget: TokenTarget = { scope, resource, audience } as TokenTarget
  const key = remembered(() => nameOf(others, 'refresh_token', policy.key))
  const verb = client?.requestRefreshToken?.bind(client) ?? requestRefreshToken
  const slackMs = 2000 + timeoutMs / 4
  const emit = emitterOf(policy, 'refresh_token')
  const whole = sessionTarget(ownTarget, clock)
  const sources = new Map<string, RenewingSource>()
  const undo: (() => void)[] = []
  let disposed = false

  const shared = channel ?? (policy.store && isPage() ? createBroadcastSessionChannel() : undefined)
  const told = async (work: (name: string) => void): Promise<void> => work(await key())
  let listens = !shared
  /** Listens to others, once there is something to hear of. */
  const listen = (): void => {
    if (listens || disposed || !shared) return
    listens = true
    told((name) => {
      const stop = shared.listen((message) => {
        const [of, news, id] = message.split(' ')
        if (of === name && !disposed) session.hear(news, id).catch(() => {})
      })
      if (disposed) stop()
      else undo.push(stop)
    }).catch(() => {
      listens = false
    })
  }

  const session = createSession({
    policy,
    store: policy.store
      ? createSessionStore(policy.store, key, policy)
      : // what nobody else sees needs no hash for a name, and no lock
        createSessionStore(new Map() as unknown as TokenStore, async () => 'session', { ...policy, lock: undefined }),
    emit,
    key,
    whole,
    ask: (request, signal) => ask(others, verb, request, signal),
    slackMs: slackMs / 2,
    abandonedAfterMs: patienceOf(policy) + slackMs,
    maxIdleMs,
    endsSession: (failure) => policy.endsSession?.(failure) ?? isRefused(failure),
    checkIdToken: policy.checkIdToken,
    forget() {
      for (const source of sources.values()) source.hold(undefined)
    },
    adopt({ tokens, session: id }) {
      for (const [name, source] of sources) {
        const token = tokens[name]
        if (token) source.hold(hold(token, policy, id))
      }
    },
    tellOthers(news, id) {
      if (shared) told((name) => shared.post(`${name} ${news} ${id}`)).catch(() => {})
    },
    onOnline(listener) {
      if (onlineHint && !disposed) undo.push(onlineHint(listener))
    },
  })

  const sourceFor = (target: SessionTarget): RenewingSource => {
    const source = sources.get(target.name) ?? createRenewingSource((wanted) => session.renew(target, wanted), policy)
    // the one that nobody has asked for the longest goes, but for the session's own
    sources.delete(target.name)
    sources.set(target.name, source)
    for (const [name, oldest] of sources) {
      if (sources.size <= mostTargets) break
      if (oldest === own) continue
      sources.delete(name)
      oldest.dispose()
    }
    if (disposed) source.dispose()
    return source
  }
  let own: RenewingSource | undefined
  own = sourceFor(whole)
  let usedAt = -Infinity
  const use = async (): Promise<void> => {
    const since = clock.now() - usedAt
    if (since < maxIdleMs / 4) return
    // what nobody has used for so long is served only if the store says that somebody has
    if (since > maxIdleMs) for (const source of sources.values()) source.hold(undefined)
    usedAt = clock.now()
    await session.use().catch(() => {})
  }
  const served =
    (source: () => RenewingSource): TokenSource['getAccessToken'] =>
    (options) => {
      listen()
      const get = () => source().getAccessToken(options)
      return maxIdleMs < Infinity ? use().then(get) : get()
    }

  const dispose = (): void => {
    disposed = true
    for (const source of sources.values()) source.dispose()
    for (const stop of undo.splice(0)) stop()
    session.dispose()
  }

  return disposable(own, {
    getAccessToken: served(() => own as RenewingSource),
    dispose,
    sessionId: session.id,
    async startSession(token: SessionStart, extras: SessionExtras = {}) {
      const stored = storedTokenOf(Object(token), policy)
      if (!isStoredToken(stored)) misuse('token', 'what a login brought')
      checkObject('extras', extras)
      const { data, refreshParameters } = extras
      pairsOf('extras.refreshParameters', refreshParameters)
      try {
        JSON.stringify(data)
      } catch {
        misuse('extras.data', 'what JSON can hold')
      }
      listen()
      const { refreshToken, idToken } = token
      const record = present<SessionRecord>({
        v: 1,
        session: randomText(16),
        claims: 0,
        rotatedBy: 0,
        refreshToken,
        idToken,
        scope: token.scope,
        data,
        refreshParameters: refreshParameters && { ...refreshParameters },
        usedAt: maxIdleMs < Infinity ? clock.now() : undefined,
        tokens: { [whole.name]: stored },
      } as Required<SessionRecord>)
      if (!(await session.start(record))) throw sessionEnded('signed_out')
      if (session.id() === record.session) own?.hold(hold(stored, policy, record.session))
      emit('session.started')
    },
    async endSession(options: EndSessionOptions = {}) {
      checkObject('options', options)
      const { revoke: revokes } = options
      const { record, error } = await session.end()
      if (error && !revokes) throw error
      if (!record) return undefined
      emit('session.ended', { 'grantkit.session.end_reason': 'signed_out' })
      const failures: SessionEndFailure[] = error ? [{ what: 'store', error: 'store_failed' }] : []
      if (revokes) failures.push(...(await revokeSession(record, { ...others, revocationAddress })))
      const { idToken, scope, data, refreshToken, tokens } = record
      return present({
        idToken,
        scope,
        data,
        refreshToken,
        accessTokens: Object.values(tokens).map(({ accessToken }) => accessToken),
        failures: failures[0] && failures,
      } as Required<EndedSession>)
    },
    async getSession(options?: { use?: boolean }) {
      listen()
      if (Object(options).use && maxIdleMs < Infinity) await use()
      const record = await session.read()
      return record && sessionOf(record)
    },
    forResource(wanted: TokenTarget) {
      checkObject('target', wanted)
      const target = sessionTarget({ ...ownTarget, ...wanted }, clock)
      return { getAccessToken: served(() => sourceFor(target)), sessionId: session.id }
    },
  })
}

const mostTargets = 100

/** Whether this is a page or one of its workers, where tabs share a session. */
function isPage(): boolean {
  const { BroadcastChannel, location } = globalThis as { BroadcastChannel?: unknown; location?: unknown }
  return !!BroadcastChannel && !!location
}
