import { disposedOf } from '../disposed.ts'
import { requestTimeoutOf } from '../request-by-grant.ts'
import { sessionEnded } from '../session-ended.ts'
import { storeFailed } from '../session-errors.ts'
import type { Emit } from '../token-event.ts'
import type { TokenStore } from '../token-store.ts'
import { wait } from '../wait.ts'
import { type Knowledge, learn, type Observation, type SessionEvent, transition } from './machine.ts'
import type { Session, SessionParts } from './session.ts'
import type { SessionMessages } from './session-messages.ts'
import type { SessionCore, SharedParts } from './shared-parts.ts'
import { createSessionStore, type Seen } from './store.ts'
import { createStoreTokens } from './store-tokens.ts'
import type { StoredSession } from './stored-session.ts'
import { targetName } from './target-name.ts'

type Rotate = SessionEvent & { type: 'rotate' }

/** What a session in a store is made with. */
export interface StoreSessionParts extends SessionParts {
  /** The session's name in the store. */
  key: () => Promise<string>
  /** Exchanges messages with other tabs; undefined if they read the store often enough without. */
  messages?: (onMessage: (news: string | undefined, session: string | undefined) => Promise<void>) => SessionMessages
}

/**
 * A session in a store that other processes change too. Only one refresh runs at a time, in all processes. It carries out
 * the decisions of the state machine, with the store and the tokens in memory.
 */
export function createStoreSession(given: StoreSessionParts): Session {
  const { policy, emit, maxIdleMs, forget, adopt, key } = given
  const { clock, random, timeoutMs } = policy
  const slackMs = 2000 + timeoutMs / 4
  const abandonedAfterMs = requestTimeoutOf(policy) + slackMs
  const parts: SharedParts = { ...given, slackMs: slackMs / 2, abandonedAfterMs }
  given.whole.name = targetName(given.whole.request)
  const store = createSessionStore(policy.store as TokenStore, key, policy)
  const disposal = new AbortController()
  let known: Knowledge = { turn: 0 }
  let request = new AbortController()
  let turning: Promise<unknown> = Promise.resolve()
  // the result of a refresh, until it is stored
  let pending: Rotate | undefined
  let usedAt = -Infinity

  const take = (observation: Observation, emit: Emit): void => {
    const { turn } = known
    const { known: next, news } = learn(known, observation)
    known = next
    if (news || next.turn !== turn) forget()
    if (next.turn !== turn) {
      pending = undefined
      storeTokens.drop()
      request.abort(sessionEnded('signed_out'))
      request = new AbortController()
    }
    if (news === 'replaced') emit('session.replaced')
    else if (news) emit('session.ended', { 'grantkit.session.end_reason': news })
  }
  const watch = (): (() => void) => {
    const { turn } = known
    return () => {
      if (known.turn !== turn) throw sessionEnded('signed_out')
    }
  }
  const isIdle = ({ usedAt = Infinity }: StoredSession): boolean => clock.now() - usedAt > maxIdleMs

  const isBeingRemoved = ({ ended }: Partial<StoredSession> = {}): boolean =>
    ended?.reason === 'signed_out' && clock.now() - ended.at < 1000

  const write = async (seen: Seen | undefined, event: SessionEvent, check: () => void): Promise<Seen | undefined> => {
    let now = seen ?? (await store.read())
    for (let tries = 0; ; tries++) {
      check()
      const isStart = event.type === 'start'
      // a sign-out removes the rest a moment later, and might remove a login that replaced it
      const waits = isStart && isBeingRemoved(now.record) && tries < 20
      if (!waits) {
        const next = transition(now.record, event, clock.now())
        const written = next && next !== now.record ? await store.swap(now, next, isStart) : next && now
        if (event === pending && (written || !next)) {
          pending = undefined
          if (written) messages?.send('renewed', event.from.session)
        }
        // the mark belongs to the record that was read: if another process was faster, the record has changed
        if (written || !next || event.type === 'attempt') return written
      }
      if (tries > 20) throw storeFailed(new Error('the store keeps no write'))
      await wait(clock, 5 + 20 * random())
      now = await store.read()
    }
  }
  /** Keeps trying: a refresh token that isn't stored is lost. */
  const keepTrying = async (event: Rotate, check: () => void): Promise<void> => {
    for (let tries = 0; tries < 1000 && event === pending && !disposal.signal.aborted; tries++) {
      await clock.sleep(Math.min(100 * 2 ** Math.min(tries, 10), abandonedAfterMs / 4), disposal.signal)
      if (event === pending) await write(undefined, event, check).catch(() => {})
    }
  }
  const apply: SessionCore['apply'] = async (seen, event, check, emit) => {
    if (event.type === 'rotate') pending = event
    try {
      const written = await write(seen, event, check)
      if (written?.record?.ended) {
        take({ type: 'seen', record: written.record }, emit)
        messages?.send('ended', written.record.session)
      }
      return written
    } catch (error) {
      if (event === pending) keepTrying(pending, check).catch(() => {})
      throw error
    }
  }
  /** Ends the session that was read and removes the rest of it. Returns it if it was still there. */
  const clear = async (seen: Seen, check: () => void): Promise<StoredSession | undefined> => {
    const event = { type: 'end', reason: 'signed_out', session: seen.record?.session } as const
    const ended = await write(seen, event, check)
    await store.remove(ended ?? seen)
    return ended?.before
  }
  const look: SessionCore['look'] = async (check, emit) => {
    await turning
    check()
    if (pending) await write(undefined, pending, check)
    const seen = await store.read()
    check()
    if (seen.record && seen.record.session === known.signedOut) {
      // signed out here, but that wasn't stored, or another process overwrote it
      if (!seen.record.ended) await clear(seen, check).catch(() => {})
      check()
      delete seen.record
    }
    take({ type: 'seen', record: seen.record }, emit)
    return seen
  }
  /** A login or a sign-out: later calls wait for it. */
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = work()
    turning = done.catch(() => {})
    return done
  }
  const storeTokens = createStoreTokens(parts, {
    known: () => known,
    take,
    look,
    apply,
    isIdle,
    signal: () => request.signal,
    watch,
    disposal: disposal.signal,
  })

  /** Handles messages from others. */
  const onMessage = async (what: string | undefined, session: string | undefined): Promise<void> => {
    const before = known.session
    if (before !== undefined && what !== 'renewed' && (what === 'ended') === (session === before)) forget()
    const { record } = await look(watch(), emit)
    if (record && !record.ended && what === 'renewed') adopt(record)
    if (before === undefined && known.session !== undefined && what === 'started') emit('session.started')
  }
  const messages = given.messages?.(onMessage)

  const read = async (): Promise<StoredSession | undefined> => {
    for (let tries = 0; ; tries++) {
      const { turn: mine } = known
      const check = watch()
      try {
        const seen = await look(check, emit)
        const { record } = seen
        if (!record || record.ended) return undefined
        if (!isIdle(record)) return record
        await apply(seen, { type: 'end', session: record.session, reason: 'idle' }, check, emit)
      } catch (error) {
        // if another login has begun meanwhile, return that
        if (known.turn === mine || tries > 20) throw error
      }
    }
  }

  return {
    id: () => known.session,
    get(target, wanted) {
      messages?.listen()
      return storeTokens.get(target, wanted)
    },
    read() {
      messages?.listen()
      return read()
    },
    start(login) {
      messages?.listen()
      const usedAt = maxIdleMs < Infinity ? { usedAt: clock.now() } : undefined
      const record: StoredSession = { v: 1, claims: 0, rotatedBy: 0, ...login(), ...usedAt }
      take({ type: 'started', session: record.session }, emit)
      const { turn: mine } = known
      return turn(async () => {
        try {
          const written = await write(undefined, { type: 'start', record }, watch())
          if (!written) return false
        } catch (error) {
          if (known.turn !== mine) return false
          take({ type: 'not started' }, emit)
          throw error
        }
        messages?.send('started', record.session)
        return known.turn === mine
      })
    },
    end() {
      const rotation = pending
      take({ type: 'signed out' }, emit)
      const { turn: mine } = known
      return turn(async () => {
        const check = watch()
        let last: StoredSession | undefined
        const goes = (record: StoredSession | undefined): void => {
          if (!record || record.ended) return
          last = (rotation && transition(record, rotation, clock.now())) ?? record
          check()
          take({ type: 'gone', session: record.session }, emit)
        }
        try {
          const seen = await store.read()
          goes(seen.record)
          // another process may have refreshed it meanwhile
          goes(await clear(seen, check))
        } catch (error) {
          if (known.turn === mine) return { record: last, error }
        }
        if (last) messages?.send('ended', last.session)
        return { record: last }
      })
    },
    async use() {
      const sinceMs = clock.now() - usedAt
      if (sinceMs < maxIdleMs / 4) return
      // an idle session's token is returned only if the store shows a use by another process
      if (sinceMs > maxIdleMs) forget()
      usedAt = clock.now()
      const check = watch()
      try {
        if (await read()) await write(undefined, { type: 'use' }, check)
      } catch {
        // the next use is recorded
      }
    },
    dispose() {
      messages?.dispose()
      disposal.abort(disposedOf())
      // only one more attempt: nobody would see the result
      if (pending) write(undefined, pending, watch()).catch(() => {})
    },
  }
}
