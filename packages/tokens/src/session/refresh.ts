import type { TokenFailure, TokenSuccess } from 'grantkit'
import { type Ask, attributesOf, stopwatch } from '../asking.ts'
import { restAfter } from '../cool-down.ts'
import { type HeldToken, hold } from '../held-token.ts'
import { randomId } from '../internal/random-id.ts'
import type { Policy } from '../source-settings.ts'
import { storedTokenOf } from '../stored-token.ts'
import type { Emit } from '../token-event.ts'
import { renewalFailed, type SessionEndReason, sessionEnded } from '../token-source-error.ts'
import type { Landing } from './landing.ts'
import type { SessionTarget, Step } from './next-step.ts'
import type { Rotation } from './rotation.ts'
import { changed, type SessionRecord } from './session-record.ts'
import type { SessionState } from './session-state.ts'
import type { Seen, SessionStore } from './session-store.ts'
import { isRefused, maybeSpent } from './spent.ts'

/** What a refresh is made with. */
export interface RefreshParts {
  policy: Policy
  store: SessionStore
  landing: Landing
  state: SessionState
  ask: Ask
  /** Collects what to tell once the lock is free again. */
  later: Emit
  /** How long the mark may take to be written, in milliseconds; later than that others may have gone on. */
  slackMs: number
  /** Is told that the session is over. */
  onOver: (reason: SessionEndReason) => void
}

/** What came of a claim: a token, an error, or neither, which means to look again. */
export interface Claimed {
  held?: HeldToken
  error?: unknown
  /** Somebody else was quicker. */
  beaten?: boolean
}

/**
 * One refresh: marks it in the store ahead of the request, asks, and stores what came before anybody gets it. The mark is
 * a claim that only one can make, so that this holds without a lock, too; and it tells whoever comes after a crash that an
 * answer may have got lost.
 */
export async function refresh(
  parts: RefreshParts,
  seen: Seen,
  target: SessionTarget,
  step: Step & { do: 'claim' },
): Promise<Claimed> {
  const { policy, store, state, ask, later, slackMs } = parts
  const { record, refreshToken, lost, takesOver } = step
  const { era } = state
  const id = randomId()
  const claim = record.claims + 1
  const marking = stopwatch(policy)
  // known before it is written: a store that fails may have written it nevertheless
  state.left = { id, lost }
  const attempt = { id, startedAt: policy.clock.now() }
  const marked = await store.swap(seen, changed(record, { claims: claim, attempt, lost: lost || undefined }))
  if (!marked) return { beaten: true }
  if (marking() > slackMs || state.era !== era) return {}
  if (takesOver) later('session.taken_over')

  const took = stopwatch(policy)
  let response: TokenSuccess | TokenFailure
  try {
    response = await ask({ ...target.request, refreshToken }, state.controller.signal)
  } catch (error) {
    // a mistake of the caller's or a function of its own: nothing reached the server
    if (state.era === era) await unmark(parts, marked, { lost: lost || undefined })
    return { error }
  }
  if (state.era !== era) return {}
  const attributes = { ...attributesOf(response), 'grantkit.duration_ms': took() }
  if (!response.isError) {
    const held = await succeed(parts, marked, target, { claim, attempt: id, sent: refreshToken }, response)
    if (held)
      later('token.renewed', {
        ...attributes,
        'grantkit.rotated': !!response.refreshToken && response.refreshToken !== refreshToken,
      })
    return held ? { held } : {}
  }
  if (isRefused(response)) {
    later('token.renewal_failed', attributes)
    return refused(parts, { id, refreshToken, lost, session: record.session })
  }
  const { error, waitMs } = await failed(parts, marked, target, response, lost)
  later('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': waitMs })
  return { error }
}

async function succeed(
  { policy, landing, state }: RefreshParts,
  marked: Seen,
  target: SessionTarget,
  claimed: Pick<Rotation, 'claim' | 'attempt' | 'sent'>,
  response: TokenSuccess,
): Promise<HeldToken | undefined> {
  const record = marked.record!
  const token = storedTokenOf(response, policy, target.scope ?? record.tokens[target.name]?.scope ?? record.scope)
  const landed = await landing.land(
    {
      ...claimed,
      session: record.session,
      refreshToken: response.refreshToken ?? claimed.sent,
      target: target.name,
      token,
      idToken: response.idToken,
      scope: undefined,
    },
    marked,
  )
  state.left = undefined
  state.coolDown.end()
  target.coolDown.end()
  return landed ? hold(token, policy) : undefined
}

/** The refresh token was refused; the session is over if it is still the one in the store. */
async function refused(
  { policy, store, state, onOver }: RefreshParts,
  { id, refreshToken, lost, session }: { id: string; refreshToken: string; lost: boolean; session: string },
): Promise<Claimed> {
  const now = await store.read()
  const { record } = now
  if (record?.session !== session || record.ended) return {}
  const isOwn = record.attempt?.id === id
  if (record.refreshToken !== refreshToken) {
    if (isOwn) await store.swap(now, changed(record, { attempt: undefined }))
    return {}
  }
  // somebody took this refresh for abandoned, and may have got what this one was refused
  if (record.attempt && !isOwn) return {}
  const reason = lost || record.lost ? 'rotation_lost' : 'revoked'
  if (!(await store.swap(now, tombstone(record, reason, policy.clock.now()), 86_400_000))) return {}
  state.left = undefined
  onOver(reason)
  return { error: sessionEnded(reason) }
}

/** What stays of a session that is over, so that others learn why. */
export function tombstone(
  { v, session, claims, rotatedBy }: SessionRecord,
  reason: SessionEndReason,
  at: number,
): SessionRecord {
  return { v, session, claims, rotatedBy, tokens: {}, ended: { reason, at } }
}

async function failed(
  parts: RefreshParts,
  marked: Seen,
  target: SessionTarget,
  response: TokenFailure,
  lostBefore: boolean,
): Promise<{ error: Error; waitMs: number }> {
  const { policy, state } = parts
  const { transient } = response
  const coolDown = transient ? state.coolDown : target.coolDown
  const failures = Math.max(coolDown.failures(), (transient && marked.record!.rest?.failures) || 0)
  const waitMs = restAfter(response, failures, policy.random)
  const error = renewalFailed(response, waitMs)
  coolDown.begin(waitMs, error)
  const lost = lostBefore || maybeSpent(response)
  if (state.left) state.left.lost = lost
  const rest = transient
    ? { until: policy.clock.now() + waitMs, waitMs, failures: failures + 1, error: response.error }
    : undefined
  await unmark(parts, marked, { lost: lost || undefined, rest })
  return { error, waitMs }
}

/** Takes the mark away; where that fails it stays, and this process knows that it is its own. */
async function unmark(
  { store, state }: RefreshParts,
  marked: Seen,
  changes: Parameters<typeof changed>[1],
): Promise<void> {
  try {
    if (await store.swap(marked, changed(marked.record!, { ...changes, attempt: undefined }))) state.left = undefined
  } catch {
    // told to the next who asks
  }
}
