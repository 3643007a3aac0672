import type { Wish } from '../renewing-source.ts'
import type { Policy } from '../source-settings.ts'
import type { Emit } from '../token-event.ts'
import type { SessionEndReason } from '../token-source-error.ts'
import type { Abandonment } from './abandonment.ts'
import { nextStep, type Step } from './next-step.ts'
import { newsIn, type SessionState } from './session-state.ts'
import type { Seen, SessionStore } from './session-store.ts'
import type { SessionTarget } from './session-target.ts'

/** What the store says of the session, and what that means here. */
export interface Outlook {
  /** The record, one that was signed out here aside. */
  read(): Promise<Seen>
  /** Takes in what is new: another login, or none any more. */
  notice(seen: Seen, tell: Emit): void
  /** The record, taken in, and what to do by it. */
  look(target: SessionTarget, wish: Wish, abandonment: Abandonment, tell: Emit): Promise<{ seen: Seen; step: Step }>
  /** The session is over. */
  over(reason: SessionEndReason, tell: Emit): void
}

export function createOutlook({
  policy,
  store,
  state,
  forget,
}: {
  policy: Policy
  store: SessionStore
  state: SessionState
  forget: () => void
}): Outlook {
  const over = (reason: SessionEndReason, tell: Emit): void => {
    state.known = undefined
    state.over = reason
    forget()
    tell('session.ended', { 'grantkit.session.end_reason': reason })
  }
  const notice = ({ record }: Seen, tell: Emit): void => {
    const news = newsIn(record, state)
    if (news === 'other') forget()
    else if (news) over(news, tell)
    if (record && !record.ended) state.known = record.session
  }
  const read = async (): Promise<Seen> => {
    const { text, record } = await store.read()
    return { text, record: record && record.session === state.gone ? undefined : record }
  }
  return {
    over,
    notice,
    read,
    async look(target, wish, abandonment, tell) {
      const seen = await read()
      notice(seen, tell)
      return { seen, step: nextStep(seen, target, wish, state, policy, abandonment) }
    },
  }
}
