import type { TokenFailure, TokenResponse } from 'grantkit'
import { orAbort, randomText } from 'grantkit/internal'
import { type CoolDown, restAfter } from '../cool-down.ts'
import { type HeldToken, hold } from '../held-token.ts'
import { scopeSet } from '../internal/scope-set.ts'
import type { Policy } from '../source-settings.ts'
import { storedTokenOf } from '../stored-token.ts'
import { attributesOf, type Emit, stopwatch } from '../token-event.ts'
import { renewalFailed, sessionEnded, TokenSourceError } from '../token-source-error.ts'
import type { CheckIdToken } from '../user-session.ts'
import type { Knowledge, SessionEvent, Step } from './machine.ts'
import type { SessionTarget } from './record.ts'
import { maybeSpent, rotatedIn, subjectOf } from './response.ts'
import type { Seen } from './store.ts'

/** What refreshes are made with. */
export interface RefreshParts {
  policy: Policy
  ask(request: object, signal: AbortSignal): Promise<TokenResponse>
  /** How long the mark may take to be written, in milliseconds; later than that others may have taken over. */
  slackMs: number
  /** Whether a failure says that the refresh token is good for nothing any more. */
  endsSession(failure: TokenFailure): boolean
  checkIdToken: CheckIdToken | undefined
}

/** What one refresh may do to its session. */
export interface RefreshEffects {
  /** Tells what happened, once the lock is free. */
  later: Emit
  /** Throws if the login that it belongs to has been signed out or replaced here. */
  check(): void
  /** The pauses after failures that concern the session, and this target alone. */
  pauses: { session: CoolDown; target: CoolDown }
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
export async function refresh(
  { policy, ask, slackMs, endsSession, checkIdToken }: RefreshParts,
  { later, check, pauses, attempting, apply, refused, signal }: RefreshEffects,
  target: SessionTarget,
  isWhole: boolean,
  seen: Seen,
  { lost, takesOver }: Step & { do: 'refresh' },
): Promise<HeldToken | undefined> {
  const id = randomText(16)
  const marking = stopwatch(policy)
  // known before it is written: a store that fails may have written it all the same
  attempting({ id, lost })
  const marked = await apply(seen, { type: 'attempt', id, lost })
  check()
  if (!marked?.record || marking() > slackMs) return undefined
  const from = marked.record
  if (takesOver) later('session.taken_over')

  const took = stopwatch(policy)
  let response: TokenResponse | undefined
  let thrown: unknown
  let transient = false
  try {
    const { refreshToken, data, refreshParameters = {} } = from
    const parameters = [...target.request.parameters, ...Object.entries(refreshParameters)]
    const request = { ...target.request, parameters, refreshToken, ...(data !== undefined && { data }) }
    response = await orAbort(ask(request, signal), signal)
  } catch (error) {
    check()
    thrown = error
    // a profile's refusal of what came says what that was
    response = (Object(error) as { response?: TokenResponse }).response
    if (!response) {
      // a mistake of the caller's, or a function of its own: nothing reached the server
      await apply(marked, { type: 'fail', from, lost }).catch(() => {})
      throw error
    }
  }
  check()
  const attributes = { ...(response && attributesOf(response)), 'grantkit.duration_ms': took() }
  const refreshToken = rotatedIn(response)
  const rotation = { type: 'rotate', from, refreshToken, target: target.name } as const
  const endBy = async (event: SessionEvent): Promise<undefined> => {
    const ended = await apply(undefined, event)
    if (ended?.record?.ended) throw sessionEnded(ended.record.ended.reason)
  }

  if (!thrown && response && !response.isError) {
    const { idToken } = response
    let checked: Awaited<ReturnType<CheckIdToken>>
    if (idToken) {
      const isOther = from.idToken !== undefined && subjectOf(from.idToken) !== subjectOf(idToken)
      try {
        checked = isOther ? 'user_mismatch' : await checkIdToken?.(idToken, { data: from.data })
      } catch (error) {
        thrown = error
        transient = true
      }
      check()
      if (checked === 'user_mismatch') {
        later('session.user_changed')
        return endBy({ type: 'end', session: from.session, reason: checked })
      }
    }
    if (!thrown) {
      const asked = target.scope ?? from.tokens[target.name]?.scope ?? from.scope
      const token = storedTokenOf(response, policy, asked)
      if (
        !(await apply(marked, { ...rotation, token, idToken, data: (checked as { data?: unknown } | undefined)?.data }))
      )
        return undefined
      const granted = scopeSet(token.scope)
      if (scopeSet(asked).some((word) => !granted.includes(word))) later('session.scope_reduced')
      attempting()
      pauses.session.end()
      pauses.target.end()
      later('token.renewed', {
        ...attributes,
        'grantkit.rotated': !!refreshToken && refreshToken !== from.refreshToken,
      })
      return hold(token, policy, from.session)
    }
  }

  const failure = thrown ? undefined : (response as TokenFailure)
  const isRefused = !!failure && !refreshToken && endsSession(failure)
  if (isRefused && (isWhole || lost)) {
    later('token.renewal_failed', attributes)
    return endBy({ type: 'refuse', from })
  }
  if (isRefused) refused()
  // what others would fail with as well, they are told
  const shared = failure?.transient ? failure : undefined
  const pause = shared ? pauses.session : pauses.target
  const failures = Math.max(pause.failures(), (shared && from.rest?.failures) || 0)
  const waitMs = restAfter(failure ?? {}, failures, policy)
  const error = failure
    ? renewalFailed(failure, waitMs)
    : new TokenSourceError('renewal_failed', 'no new token: what came was refused', {
        cause: thrown,
        transient,
        retryAfterMs: waitMs,
      })
  pause.begin(waitMs, error)
  later('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': waitMs })
  const isLost = lost || (!!failure && maybeSpent(failure))
  attempting({ id, lost: isLost })
  if (refreshToken) await apply(marked, rotation)
  else {
    const rest = shared && {
      until: policy.clock.now() + waitMs,
      waitMs,
      failures: failures + 1,
      error: shared.error,
      ...(shared.code === 'network' && { offline: true }),
    }
    // if that fails the mark stays, and this process knows that it is its own
    const written = await apply(marked, { type: 'fail', from, lost: isLost, rest }).catch(() => {})
    if (!written) throw error
  }
  attempting()
  throw error
}
