import { randomText } from 'grantkit/internal/random'
import type { HeldToken } from '../held-token.ts'
import type { Pause } from '../pause.ts'
import { sessionEnded } from '../session-ended.ts'
import { stopwatch } from '../source-events.ts'
import type { Emit } from '../token-event.ts'
import type { Knowledge, SessionEvent, Step } from './machine.ts'
import type { SessionTarget } from './record.ts'
import { type RefreshParts, refreshed, refreshFailed, requestRefresh } from './refresh.ts'
import { maybeSpent } from './response.ts'
import type { Seen } from './store.ts'

/** The parts of marked refreshes. */
export interface MarkedRefreshParts extends RefreshParts {
  /** How long writing the mark may take, in milliseconds: after that, other processes may have taken over. */
  slackMs: number
}

/** What one refresh may do to its session. */
export interface RefreshEffects {
  /** Emits events, after the lock is released. */
  later: Emit
  /** Throws if its login was signed out or replaced in this process. */
  check(): void
  /** The pauses after failures that concern the session, and this target alone. */
  pauses: { session: Pause; target: Pause }
  /** Remembers the mark before it is written; undefined: it was removed. */
  attempting(own?: Knowledge['own']): void
  /** Writes the record after the event. Resolves to the stored record; undefined if the event doesn't apply. */
  apply(seen: Seen | undefined, event: SessionEvent): Promise<Seen | undefined>
  /** Is told that the server refused this target or the session, and that only a refresh for the session itself can tell which. */
  refused(): void
  /** Ends the request. */
  signal: AbortSignal
}

/**
 * One refresh: writes a mark to the store, sends the request, and stores the response before any caller gets it. Only one process can write
 * the mark, so this also works without a lock. After a crash the mark tells others that a response may be lost.
 * Resolves to undefined if another process was faster.
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
  // remembered before it is written: a failing store may have written it anyway
  attempting({ id, lost })
  const marked = await apply(seen, { type: 'attempt', id, lost })
  check()
  if (!marked?.record || marking() > slackMs) return undefined
  const from = marked.record
  if (takesOver) later('session.taken_over')

  const result = await requestRefresh(parts, from, target, signal).catch(async (error) => {
    check()
    // the request did not reach the server
    await apply(marked, { type: 'fail', from, lost }).catch(() => {})
    throw error
  })
  check()
  const { attributes, refreshToken, token, idToken, data, failure, isRefused } = result
  const rotation = { type: 'rotate', from, refreshToken, target: target.name } as const
  const endBy = async (event: SessionEvent): Promise<undefined> => {
    const ended = await apply(undefined, event)
    if (ended?.record?.ended) throw sessionEnded(ended.record.ended.reason)
  }
  if (result.isOther) {
    later('session.user_changed')
    return endBy({ type: 'end', session: from.session, reason: 'user_mismatch' })
  }
  if (token) {
    if (!(await apply(marked, { ...rotation, token, idToken, data }))) return undefined
    attempting()
    return refreshed(parts, from, token, result, [pauses.session, pauses.target], later)
  }

  if (isRefused && (isWhole || lost)) {
    later('token.renewal_failed', attributes)
    return endBy({ type: 'refuse', from })
  }
  if (isRefused) refused()
  // store failures that would also affect other processes
  const shared = failure?.transient ? failure : undefined
  const pause = shared ? pauses.session : pauses.target
  if (shared) pause.failures = Math.max(pause.failures, from.rest?.failures ?? 0)
  const error = refreshFailed(parts, result, pause, later)
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
    // if that fails the mark stays, and this process knows that the mark is its own
    const written = await apply(marked, { type: 'fail', from, lost: isLost, rest }).catch(() => {})
    if (!written) throw error
  }
  attempting()
  throw error
}
