import { randomText } from 'grantkit/internal/random'
import type { HeldToken } from '../held-token.ts'
import type { Pause } from '../pause.ts'
import { sessionEnded } from '../session-errors.ts'
import { type Emit, stopwatch } from '../token-event.ts'
import type { Knowledge, SessionEvent, Step } from './machine.ts'
import type { SessionTarget } from './record.ts'
import { type RefreshParts, refreshed, refreshFailed, requestRefresh } from './refresh.ts'
import { maybeSpent } from './response.ts'
import type { Seen } from './store.ts'

/** What marked refreshes are made with. */
export interface MarkedRefreshParts extends RefreshParts {
  /** How long the mark may take to be written, in milliseconds; later than that others may have taken over. */
  slackMs: number
}

/** What one refresh may do to its session. */
export interface RefreshEffects {
  /** Tells what happened, once the lock is free. */
  later: Emit
  /** Throws if the login that it belongs to has been signed out or replaced here. */
  check(): void
  /** The pauses after failures that concern the session, and this target alone. */
  pauses: { session: Pause; target: Pause }
  /** Remembers the mark before it is written; without one, that it is gone. */
  attempting(own?: Knowledge['own']): void
  /** Writes what the event makes of the record. Resolves to what the store holds then; undefined if the event had no place. */
  apply(seen: Seen | undefined, event: SessionEvent): Promise<Seen | undefined>
  /** Is told that the server refused this target or the session, and that only a refresh for the session itself can tell which. */
  refused(): void
  /** Ends the request. */
  signal: AbortSignal
}

/**
 * One refresh: marks it in the store before the request, asks, and stores what came before anybody gets it. Only one can write
 * the mark, so that this holds without a lock, too; and it tells whoever comes after a crash that a response may be lost.
 * Resolves to undefined if somebody else was quicker.
 */
export async function markedRefresh(
  parts: MarkedRefreshParts,
  { later, check, pauses, attempting, apply, refused, signal }: RefreshEffects,
  target: SessionTarget,
  isWhole: boolean,
  seen: Seen,
  { lost, takesOver }: Step & { do: 'refresh' },
): Promise<HeldToken | undefined> {
  const { policy, slackMs } = parts
  const id = randomText(16)
  const marking = stopwatch(policy)
  // known before it is written: a store that fails may have written it all the same
  attempting({ id, lost })
  const marked = await apply(seen, { type: 'attempt', id, lost })
  check()
  if (!marked?.record || marking() > slackMs) return undefined
  const from = marked.record
  if (takesOver) later('session.taken_over')

  const brought = await requestRefresh(parts, from, target, signal).catch(async (error) => {
    check()
    // nothing reached the server
    await apply(marked, { type: 'fail', from, lost }).catch(() => {})
    throw error
  })
  check()
  const { attributes, refreshToken, token, idToken, data, failure, isRefused } = brought
  const rotation = { type: 'rotate', from, refreshToken, target: target.name } as const
  const endBy = async (event: SessionEvent): Promise<undefined> => {
    const ended = await apply(undefined, event)
    if (ended?.record?.ended) throw sessionEnded(ended.record.ended.reason)
  }
  if (brought.isOther) {
    later('session.user_changed')
    return endBy({ type: 'end', session: from.session, reason: 'user_mismatch' })
  }
  if (token) {
    if (!(await apply(marked, { ...rotation, token, idToken, data }))) return undefined
    attempting()
    return refreshed(parts, from, token, brought, [pauses.session, pauses.target], later)
  }

  if (isRefused && (isWhole || lost)) {
    later('token.renewal_failed', attributes)
    return endBy({ type: 'refuse', from })
  }
  if (isRefused) refused()
  // what others would fail with as well, they are told
  const shared = failure?.transient ? failure : undefined
  const pause = shared ? pauses.session : pauses.target
  if (shared) pause.failures = Math.max(pause.failures, from.rest?.failures ?? 0)
  const error = refreshFailed(parts, brought, pause, later)
  const isLost = lost || (!!failure && maybeSpent(failure))
  attempting({ id, lost: isLost })
  if (refreshToken) await apply(marked, rotation)
  else {
    const waitMs = error.retryAfterMs ?? 0
    const rest = shared && {
      until: policy.clock.now() + waitMs,
      waitMs,
      failures: pause.failures,
      error: shared.error,
      ...(pause.offline && { offline: true }),
    }
    // if that fails the mark stays, and this process knows that it is its own
    const written = await apply(marked, { type: 'fail', from, lost: isLost, rest }).catch(() => {})
    if (!written) throw error
  }
  attempting()
  throw error
}
