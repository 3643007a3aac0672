import { present } from 'grantkit/internal/present'
import { type HeldToken, hold, isGood } from '../held-token.ts'
import { Pause } from '../pause.ts'
import type { Wanted } from '../refreshing-source.ts'
import { sessionEnded } from '../session-ended.ts'
import { noRefreshToken, noSession, throwIfEnded } from '../session-errors.ts'
import type { SessionEndReason } from '../token-source-error.ts'
import { livingTokens, type SessionRecord, type SessionTarget } from './record.ts'
import { refreshed, refreshFailed, requestRefresh } from './refresh.ts'
import { maybeSpent } from './response.ts'
import type { Session, SessionParts } from './session.ts'

/**
 * A session in this process's memory. Nobody else can change it, so it needs no marks, no comparison and no lock. A login or
 * sign-out aborts the running work of the previous login: after each wait, that work checks its signal.
 */
export function createMemorySession(parts: SessionParts): Session {
  const { policy, emit, whole, maxIdleMs, forget, onOnline } = parts
  const { clock } = policy
  let record: SessionRecord | undefined
  let endReason: SessionEndReason | undefined
  let usedAt = 0
  let turn = new AbortController()
  let queue: Promise<unknown> = Promise.resolve()
  let pause = new Pause()
  let listens = false

  const begin = (next?: SessionRecord, reason?: SessionEndReason): void => {
    turn.abort(sessionEnded('signed_out'))
    turn = new AbortController()
    queue = Promise.resolve()
    pause = new Pause()
    record = next
    endReason = reason
    usedAt = clock.now()
    forget()
  }
  const end = (reason: SessionEndReason): Error => {
    begin(undefined, reason)
    emit('session.ended', { 'grantkit.session.end_reason': reason })
    return sessionEnded(reason)
  }
  /** Ends a session that was unused for too long. */
  const look = (): SessionRecord | undefined => {
    if (record && clock.now() - usedAt > maxIdleMs) end('idle')
    return record
  }

  const get = async (target: SessionTarget, wanted: Wanted, signal: AbortSignal): Promise<HeldToken> => {
    signal.throwIfAborted()
    const from = look()
    if (!from) throw endReason ? sessionEnded(endReason) : noSession()
    const { refreshToken, tokens } = from
    const stored = tokens[target.name]
    const { minTtlMs, forced, instead = forced ? stored?.accessToken : undefined } = wanted
    if (stored && stored.accessToken !== instead) {
      const held = hold(stored, policy, from.session)
      if (isGood(held, refreshToken ? minTtlMs : 0, clock)) return held
    }
    const living = livingTokens(tokens, clock.now())
    if (!refreshToken) throw Object.values(living)[0] ? noRefreshToken() : end('expired')
    const pauses = [pause, target.pause]
    for (const each of pauses) if (each.refuse(clock, forced)) break

    const result = await requestRefresh(parts, from, target, signal)
    signal.throwIfAborted()
    const { refreshToken: next = refreshToken, token, idToken, data, isOther, isRefused, failure } = result
    if (isOther) {
      emit('session.user_changed')
      throw end('user_mismatch')
    }
    if (isRefused && (target.name === whole.name || from.lost)) {
      emit('token.renewal_failed', result.attributes)
      throw end(from.lost ? 'rotation_lost' : 'revoked')
    }
    record = present<SessionRecord>({
      ...from,
      refreshToken: next,
      idToken: idToken ?? from.idToken,
      data: data ?? from.data,
      tokens: { ...living, ...(token && { [target.name]: token }) },
      lost: (!token && next === refreshToken && (from.lost || (failure && maybeSpent(failure)))) || undefined,
    } as Required<SessionRecord>)
    if (token) return refreshed(parts, from, token, result, pauses, emit)
    if (!listens) onOnline(() => pause.offline && pause.end())
    listens = true
    const error = refreshFailed(parts, result, failure?.transient ? pause : target.pause, emit)
    // either this target or the session was refused: a refresh for the session itself shows which
    if (isRefused) await get(whole, { instead: undefined, minTtlMs: 0, forced: true }, signal).catch(throwIfEnded)
    throw error
  }

  return {
    id: () => record?.session,
    get(target, wanted) {
      const { signal } = turn
      const mine = queue.then(() => get(target, wanted, signal))
      queue = mine.catch(() => {})
      return mine
    },
    async start(login) {
      begin(login())
      return true
    },
    async end() {
      const last = look()
      begin(undefined, 'signed_out')
      return { record: last }
    },
    read: async () => look(),
    async use() {
      look()
      usedAt = clock.now()
    },
    dispose() {},
  }
}
