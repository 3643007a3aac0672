import type { TokenFailure } from 'grantkit'
import { restAfter } from '../cool-down.ts'
import { renewalFailed } from '../token-source-error.ts'
import type { RefreshParts } from './refresh-parts.ts'
import { changed } from './session-record.ts'
import type { Seen } from './session-store.ts'
import type { SessionTarget } from './session-target.ts'
import { maybeSpent } from './spent.ts'

/** A refresh that failed without ending the session: all rest for a while, and a doubt is written down. */
export async function failed(
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
  const waitMs = restAfter(response, failures, policy)
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
export async function unmark(
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
