import { type HeldToken, hold, isGood, leftOf } from '../held-token.ts'
import type { Wish } from '../renewing-source.ts'
import type { Policy } from '../source-settings.ts'
import { sessionEnded, TokenSourceError } from '../token-source-error.ts'
import type { Abandonment } from './abandonment.ts'
import type { SessionRecord } from './session-record.ts'
import type { SessionState } from './session-state.ts'
import type { Seen } from './session-store.ts'
import type { SessionTarget } from './session-target.ts'

/** What to do, by what the store holds: take its token, claim the refresh, or wait for whoever has. */
export type Step =
  | { do: 'adopt'; held: HeldToken }
  | { do: 'claim'; record: SessionRecord; refreshToken: string; lost: boolean; takesOver: boolean }
  | { do: 'wait' }
  | { do: 'expire'; record: SessionRecord }

/** Decides what to do. Throws where there is nothing to be done: no session, or a rest after a failure. */
export function nextStep(
  { text, record }: Seen,
  target: SessionTarget,
  wish: Wish,
  state: SessionState,
  policy: Policy,
  abandonment: Abandonment,
): Step {
  const { clock } = policy
  if (!record)
    throw state.over ? sessionEnded(state.over) : new TokenSourceError('no_session', 'there has been no login')
  if (record.ended) throw sessionEnded(record.ended.reason)

  // one that is due will do too: it is served while it is renewed
  const stored = record.tokens[target.name]
  const held = stored && hold(stored, policy, record.session)
  if (held && stored.accessToken !== wish.instead && isGood(held, wish.minTtlMs, clock)) return { do: 'adopt', held }
  const { refreshToken, attempt } = record
  if (!refreshToken) {
    // the login's own token is all there is
    if (held && leftOf(held, clock) > 0 && stored.accessToken !== wish.instead) return { do: 'adopt', held }
    if (Object.values(record.tokens).every((token) => leftOf(hold(token, policy), clock) <= 0))
      return { do: 'expire', record }
    throw new TokenSourceError('no_refresh_token', 'the session came without a refresh token')
  }
  if (record.rest) state.coolDown.join(record.rest, clock.now())
  wish.passes ||= state.coolDown.refuse(wish.forced) || target.coolDown.refuse(wish.forced)
  const isOwn = attempt && attempt.id === state.left?.id
  const isAbandoned = attempt && !isOwn && abandonment.isAbandoned(text)
  if (attempt && !isOwn && !isAbandoned) return { do: 'wait' }
  const lost = !!record.lost || !!isAbandoned || !!(isOwn && state.left?.lost)
  return { do: 'claim', record, refreshToken, lost, takesOver: !!isAbandoned }
}
