import { underLock } from '../bounded-lock.ts'
import { pause } from '../clock.ts'
import type { HeldToken } from '../held-token.ts'
import type { Wish } from '../renewing-source.ts'
import { collector, type Emit } from '../token-event.ts'
import { isStoreFailure, sessionEnded, storeFailed } from '../token-source-error.ts'
import { type Abandonment, createAbandonment } from './abandonment.ts'
import type { Claimed } from './claimed.ts'
import { createOutlook } from './outlook.ts'
import { refresh } from './refresh.ts'
import type { RefreshParts } from './refresh-parts.ts'
import type { SessionRecord } from './session-record.ts'
import { turnOver } from './session-state.ts'
import type { Seen } from './session-store.ts'
import type { SessionTarget } from './session-target.ts'
import { tombstone } from './tombstone.ts'

/** What a session is made with. */
export interface SessionParts extends Omit<RefreshParts, 'later' | 'onOver'> {
  /** Is told that the tokens in memory belong to no session any more. */
  forget: () => void
  emit: Emit
  key: () => Promise<string>
  /** After how long an unchanged mark counts as left by somebody who has given up, in milliseconds. */
  abandonedAfterMs: number
}

/** The one session of a user: its refresh token is used by one at a time, here and elsewhere. */
export interface Session {
  /** A token for the target: from the store where another process got one, else by a refresh. */
  renew(target: SessionTarget, wish: Wish): Promise<HeldToken>
  /** Puts another record in place, and stops what is on its way for the one before. */
  begin(record: SessionRecord): Promise<void>
  /** The same with none; resolves to what there was, as far as that can be known. */
  end(): Promise<SessionRecord | undefined>
  read(): Promise<Seen>
}

/** Joins the parts: what to do by the store, the lock, the refresh, and what it means for the tokens in memory. */
export function createSession(parts: SessionParts): Session {
  const { policy, store, landing, state, emit, key, abandonedAfterMs, forget } = parts
  const { look, notice, over, read } = createOutlook(parts)
  const { clock, random, lock, lockWaitMs } = policy
  let queue: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work)
    queue = turn.catch(() => {})
    return turn
  }

  const claim = async (target: SessionTarget, wish: Wish, abandonment: Abandonment, later: Emit): Promise<Claimed> => {
    const { seen, step } = await look(target, wish, abandonment, later)
    if (step.do === 'adopt') return step
    if (step.do !== 'claim') return {}
    return refresh({ ...parts, later, onOver: (reason) => over(reason, later) }, seen, target, step)
  }

  const renew = async (target: SessionTarget, asked: Wish): Promise<HeldToken> => {
    const wish = { ...asked }
    const { later, tell } = collector(emit)
    try {
      if (wish.forced) wish.instead ??= (await store.read()).record?.tokens[target.name]?.accessToken
      return await renewOrThrow(target, wish, later, tell)
    } catch (error) {
      if (isStoreFailure(error)) later('store.failed')
      throw error
    } finally {
      tell()
    }
  }

  const renewOrThrow = async (target: SessionTarget, wish: Wish, later: Emit, tell: () => void): Promise<HeldToken> => {
    const abandonment = createAbandonment(clock, abandonedAfterMs)
    const { era } = state
    for (let round = 0, beaten = 0; ; round++) {
      if (state.era !== era) throw sessionEnded('signed_out')
      await landing.settle()
      const { seen, step } = await look(target, wish, abandonment, later)
      if (step.do === 'adopt') {
        later('token.adopted')
        return step.held
      }
      if (step.do === 'expire') {
        if (await store.swap(seen, tombstone(step.record, 'expired', clock.now()), 86_400_000)) over('expired', later)
      } else if (step.do === 'wait') {
        await pause(clock, Math.min(20 * 1.5 ** Math.min(round, 10), 500))
      } else {
        const onMissed = (waitedMs: number): void => later('lock.missed', { 'grantkit.lock.wait_ms': waitedMs })
        const name = lock ? await key() : ''
        const bounds = { clock, waitMs: lockWaitMs, onMissed }
        const claimed = await underLock(lock, name, bounds, () => claim(target, wish, abandonment, later))
        tell()
        if (claimed.held) return claimed.held
        if (claimed.error) throw claimed.error
        if (claimed.beaten) {
          if (++beaten > 100) throw storeFailed(new Error('it says again and again that it holds something else'))
          await pause(clock, 5 + 20 * random())
        }
      }
    }
  }

  return {
    renew: (target, wish) => inTurn(() => renew(target, wish)),
    read: async () => {
      const seen = await read()
      notice(seen, emit)
      return seen
    },
    begin: (record) => {
      turnOver(state, record.session)
      forget()
      return inTurn(async () => {
        await landing.drop()
        try {
          await store.write(record)
        } catch (error) {
          if (state.known === record.session) state.known = undefined
          throw error
        }
      })
    },
    end: () => {
      turnOver(state, undefined, 'signed_out')
      forget()
      return inTurn(async () => {
        await landing.drop()
        const { record } = await store.read().catch((): Partial<Seen> => ({}))
        state.gone = record?.session ?? state.gone
        await store.remove()
        return record?.ended ? undefined : record
      })
    },
  }
}
