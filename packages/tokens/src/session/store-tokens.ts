import { underLock } from '../bounded-lock.ts'
import { elapsing } from '../clock.ts'
import { eventQueue } from '../event-queue.ts'
import { type HeldToken, hold, isGood, leftOf } from '../held-token.ts'
import { joinPause } from '../join-pause.ts'
import { Pause } from '../pause.ts'
import type { Wanted } from '../refreshing-source.ts'
import { sessionEnded } from '../session-ended.ts'
import { noRefreshToken, noSession, storeFailed, throwIfEnded } from '../session-errors.ts'
import { TokenSourceError } from '../token-source-error.ts'
import { wait } from '../wait.ts'
import { type Knowledge, nextStep } from './machine.ts'
import { markedRefresh } from './marked-refresh.ts'
import type { SessionTarget } from './record.ts'
import type { SessionCore, SharedParts } from './shared-parts.ts'
import type { SessionRest } from './stored-session.ts'

/** The tokens of a session for its callers. */
export interface StoreTokens {
  get(target: SessionTarget, wanted: Wanted): Promise<HeldToken>
  /** Another login has begun: running work is abandoned and pauses end. */
  drop(): void
}

/** Gets tokens as the state machine decides: from the store, by a refresh, or after waiting for another process's refresh. */
export function createStoreTokens(parts: SharedParts, core: SessionCore): StoreTokens {
  const { policy, key, whole, abandonedAfterMs, emit, onOnline } = parts
  const { known, take, look, apply, isIdle, signal, watch, disposal } = core
  const { clock, random, lock, lockWaitMs } = policy
  const longestPauseMs = Math.max(500, abandonedAfterMs / 100)
  let queue: Promise<unknown> = Promise.resolve()
  let onlineAt = -Infinity
  let listens = false
  let sessionPause = new Pause()

  /** Joins the pause in a record. A pause after a network failure ends when the network is back. */
  const join = (rest: SessionRest): void => {
    if (rest.offline && !listens) {
      listens = true
      onOnline(() => {
        onlineAt = clock.now()
        sessionPause.end()
      })
    }
    if (!rest.offline || rest.until - rest.waitMs > onlineAt) joinPause(sessionPause, rest, clock)
  }

  const get = async (target: SessionTarget, asked: Wanted, check: () => void): Promise<HeldToken> => {
    check()
    const wanted = { ...asked }
    const { later, flush } = eventQueue(emit)
    const pauses = { session: sessionPause, target: target.pause }
    let text: string | undefined
    let since: number | undefined
    let waits = false
    let refused = false

    const step = async (locked: boolean): Promise<HeldToken | undefined> => {
      const seen = await look(check, later)
      const { record } = seen
      if (since === undefined || seen.text !== text) since = elapsing(clock)
      text = seen.text
      const stored = record?.tokens[target.name]
      if (wanted.forced) wanted.instead ??= stored?.accessToken
      const held = stored?.accessToken === wanted.instead ? undefined : stored && hold(stored, policy, record?.session)
      const lives = Object.values(record?.tokens ?? {}).some((token) => leftOf(hold(token, policy), clock) > 0)
      const next = nextStep(record, {
        reason: known().reason,
        own: known().own,
        serves: !!held && isGood(held, wanted.minTtlMs, clock),
        lasts: !!held && leftOf(held, clock) > 0,
        expired: !lives,
        idle: !!record && isIdle(record),
        abandoned: elapsing(clock) - since >= abandonedAfterMs,
      })
      waits = next.do === 'wait'
      if (next.do === 'serve') {
        later('token.adopted')
        return held
      }
      if (next.do === 'fail')
        throw next.reason ? sessionEnded(next.reason) : next.code === 'no_session' ? noSession() : noRefreshToken()
      if (next.do === 'end') {
        await apply(seen, { type: 'end', reason: next.reason, session: record?.session }, check, later)
        return undefined
      }
      if (record?.rest) join(record.rest)
      wanted.passes ||= pauses.session.refuse(clock, wanted.forced) || pauses.target.refuse(clock, wanted.forced)
      if (next.do === 'wait') return undefined
      if (lock && !locked) {
        const onMissed = (waitedMs: number): void => later('lock.missed', { 'grantkit.lock.wait_ms': waitedMs })
        return underLock(lock, await key(), { clock, waitMs: lockWaitMs, onMissed, signal: disposal }, () => step(true))
      }
      const effects = {
        later,
        check,
        pauses,
        signal: signal(),
        apply: (from: typeof seen | undefined, event: Parameters<typeof apply>[1]) => apply(from, event, check, later),
        attempting: (own?: Knowledge['own']): void => take({ type: 'attempt', own }, later),
        refused: (): void => {
          refused = true
        },
      }
      return markedRefresh(parts, effects, target, target.name === whole.name, seen, next)
    }

    try {
      // for as long as another process's refresh can take, and for some twenty faster ones
      for (let round = 0, beaten = 0; round < 300 && beaten < 20; round++) {
        disposal.throwIfAborted()
        const held = await step(false)
        flush()
        if (held) return held
        // a change that just happened may already answer this
        if (waits || beaten++)
          await wait(clock, Math.min(20 * 1.5 ** Math.min(round, 20), longestPauseMs) * (1 - random() / 2), disposal)
      }
      throw storeFailed(new Error('the record keeps changing'))
    } catch (error) {
      if (error instanceof TokenSourceError && error.code === 'store_failed') later('store.failed')
      flush()
      // either this target or the session was refused: a refresh for the session itself shows which
      if (refused) await get(whole, { instead: undefined, forced: true, minTtlMs: 0 }, check).catch(throwIfEnded)
      throw error
    }
  }

  return {
    get(target, wanted) {
      const check = watch()
      const turn = queue.then(() => get(target, wanted, check))
      queue = turn.catch(() => {})
      return turn
    },
    drop() {
      queue = Promise.resolve()
      sessionPause = new Pause()
    },
  }
}
