import { checkObject, misuse } from 'grantkit/internal/misuse'
import { pairsOf } from 'grantkit/internal/pairs'
import { present } from 'grantkit/internal/present'
import { randomText } from 'grantkit/internal/random'
import { silently } from 'grantkit/internal/silent'
import { disposable } from './disposable-source.ts'
import { hold } from './held-token.ts'
import { notLoaded } from './not-loaded.ts'
import { Pause } from './pause.ts'
import type { CreateRefreshTimer } from './refresh-timer.ts'
import { createRefreshingSource, type RefreshingSource } from './refreshing-source.ts'
import { requestByGrant, type Verb } from './request-by-grant.ts'
import type { SessionRecord, SessionTarget } from './session/record.ts'
import { isRefused } from './session/response.ts'
import type { Session, SessionParts } from './session/session.ts'
import type { Targets } from './session/targets.ts'
import { sessionEnded } from './session-ended.ts'
import { emitterOf } from './source-events.ts'
import { policyOf, type TokenTarget } from './source-settings.ts'
import { isStoredToken, storedTokenOf } from './stored-token.ts'
import {
  type EndedSession,
  type EndSessionOptions,
  loginOf,
  type SessionEndFailure,
  type SessionExtras,
  type SessionStart,
  sessionOf,
} from './user-session.ts'
import type { UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

/** The parts of user tokens. Those that few programs need are passed in, so that bundlers can leave them out. */
export interface UserTokensParts {
  /** Needed if the settings have no `client`. */
  requestRefreshToken?: Verb
  openSession(parts: SessionParts): Session
  /** Used if `renewInBackground` is set. */
  createRefreshTimer?: CreateRefreshTimer
  /** Needed for `endSession({ revoke: true })`. */
  revokeSession?: typeof import('./session/revoke-session.ts').revokeSession
}

/**
 * Connects the sources that return tokens from memory with the session that refreshes them. Rarely needed code is loaded at its first
 * use.
 */
export function assembleUserTokens(
  settings: UserTokensSettings,
  { requestRefreshToken, openSession, createRefreshTimer, revokeSession }: UserTokensParts,
): UserTokens {
  const policy = policyOf(settings)
  const { client, key, clock, maxIdleMs = Infinity, onlineHint, renewInBackground, revocationAddress } = policy
  if (typeof key !== 'string' || !key) misuse('key', 'a name for the session, such as the user ID')
  const { scope, resource, audience, ...others } = policy
  const ownTarget = present({ scope, resource, audience } as Required<TokenTarget>)
  const verb = client?.requestRefreshToken?.bind(client) ?? requestRefreshToken!
  const emit = emitterOf(policy, 'refresh_token')
  const whole: SessionTarget = { name: '', request: ownTarget, pause: new Pause() }
  // a hint of the caller's may return nothing
  const undo: ((() => void) | undefined)[] = []
  let disposed = false
  let targets: Targets | undefined

  const parts: SessionParts = {
    policy,
    emit,
    whole,
    request: (request, signal) => requestByGrant(others, verb, request, signal),
    maxIdleMs,
    endsSession(failure) {
      let said: unknown
      try {
        said = policy.endsSession?.(failure)
      } catch {}
      // a promise says nothing, and would end the session for any failure
      return typeof said === 'boolean' ? said : isRefused(failure)
    },
    checkIdToken: policy.checkIdToken,
    forget() {
      own.hold(undefined)
      targets?.forget()
    },
    adopt(record) {
      adopt(own, whole.name, record)
      targets?.adopt(record)
    },
    onOnline(listener) {
      if (onlineHint && !disposed) silently(() => undo.push(onlineHint(listener)))
    },
  }
  const session = openSession(parts)

  const adopt = (source: RefreshingSource, name: string, { tokens, session: id }: SessionRecord): void => {
    const token = tokens[name]
    if (token) source.hold(hold(token, policy, id))
  }
  const sourceFor = (target: SessionTarget): RefreshingSource => {
    const source = createRefreshingSource(
      (wanted) => session.get(target, wanted),
      clock,
      renewInBackground ? createRefreshTimer : undefined,
    )
    if (disposed) source.dispose()
    return source
  }
  const own = sourceFor(whole)
  const served = <T>(get: () => Promise<T>): Promise<T> => {
    return maxIdleMs < Infinity ? session.use().then(get) : get()
  }
  const { id: sessionId } = session

  const tokens: Omit<UserTokens, symbol> = {
    getAccessToken: (options) => served(() => own.getAccessToken(options)),
    sessionId,
    dispose() {
      disposed = true
      own.dispose()
      targets?.dispose()
      for (const stop of undo) stop?.()
      session.dispose()
    },
    async startSession(token: SessionStart, extras: SessionExtras = {}) {
      const login = loginOf(token)
      const stored = storedTokenOf(login, policy)
      if (!isStoredToken(stored)) misuse('token', 'the token response of a login')
      checkObject('extras', extras)
      const { data, refreshParameters } = extras
      const sent = pairsOf('extras.refreshParameters', refreshParameters)
      if (sent.some(([, value]) => typeof value !== 'string')) misuse('extras.refreshParameters', 'strings')
      try {
        JSON.stringify(data)
      } catch {
        misuse('extras.data', 'a value that JSON can hold')
      }
      const id = randomText(16)
      const { refreshToken, idToken, scope } = login
      // made when the session's code is loaded, which names the target
      const record = (): SessionRecord =>
        present({
          ...{ session: id, refreshToken, idToken, scope, data },
          refreshParameters: refreshParameters && Object.fromEntries(sent),
          tokens: { [whole.name]: stored },
        } as Required<SessionRecord>)
      if (!(await session.start(record))) throw sessionEnded('signed_out')
      if (sessionId() === id) own.hold(hold(stored, policy, id))
      emit('session.started')
    },
    async endSession(options: EndSessionOptions = {}) {
      checkObject('options', options)
      const { revoke: revokes } = options
      const { record, error } = await session.end()
      if (error && !revokes) throw error
      if (!record) return undefined
      emit('session.ended', { 'grantkit.session.end_reason': 'signed_out' })
      const { idToken, scope, data, refreshToken, tokens } = record
      const failures: SessionEndFailure[] = error ? [{ what: 'store', error: 'store_failed' }] : []
      if (revokes) {
        const revoked = revokeSession!(record, { ...others, revocationAddress })
        failures.push(
          ...(await revoked.catch((): SessionEndFailure[] => [{ what: 'refresh_token', error: 'not_sent' }])),
        )
      }
      const accessTokens = Object.values(tokens).map(({ accessToken }) => accessToken)
      const ended = { idToken, scope, data, refreshToken, accessTokens, failures: failures[0] && failures }
      return present(ended as Required<EndedSession>)
    },
    async getSession(options?: { use?: boolean }) {
      if (Object(options).use && maxIdleMs < Infinity) await session.use()
      const record = await session.read()
      return record && sessionOf(record)
    },
    forResource(target: TokenTarget) {
      checkObject('target', target)
      const wanted = { ...ownTarget, ...target }
      const source = async (): Promise<RefreshingSource> => {
        const { createTargets } = await import('./session/targets.ts').catch(notLoaded)
        targets ??= createTargets(own, ownTarget, sourceFor, adopt)
        return targets.source(wanted)
      }
      return {
        sessionId,
        getAccessToken: (options) => served(() => source().then((it) => it.getAccessToken(options))),
      }
    },
  }
  return disposable(own, tokens)
}
