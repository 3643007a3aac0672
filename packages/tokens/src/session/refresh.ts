import type { TokenFailure, TokenSuccess } from 'grantkit'
import { randomText } from 'grantkit/internal'
import { type HeldToken, hold } from '../held-token.ts'
import { storedTokenOf } from '../stored-token.ts'
import { attributesOf, stopwatch } from '../token-event.ts'
import type { Claimed } from './claimed.ts'
import { failed, unmark } from './failed.ts'
import type { Step } from './next-step.ts'
import type { RefreshParts } from './refresh-parts.ts'
import { refused } from './refused.ts'
import type { Rotation } from './rotation.ts'
import { changed } from './session-record.ts'
import type { Seen } from './session-store.ts'
import type { SessionTarget } from './session-target.ts'
import { isRefused } from './spent.ts'

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
  const id = randomText(16)
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
  return landed ? hold(token, policy, record.session) : undefined
}
