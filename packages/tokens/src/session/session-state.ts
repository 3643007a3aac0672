import type { Clock } from '../clock.ts'
import { type CoolDown, createCoolDown } from '../cool-down.ts'
import type { SessionEndReason } from '../token-source-error.ts'
import type { SessionRecord } from './session-record.ts'

/** What this process knows of the session, beside what the store holds. */
export interface SessionState {
  /** The login that the tokens in memory belong to. */
  known: string | undefined
  /** Why the last session that was known is over. */
  over: SessionEndReason | undefined
  /** The login that was signed out here: it is over, even where the store couldn't be told. */
  gone: string | undefined
  /** Counts logins and sign-outs made here: what was on its way before one counts no more. */
  era: number
  /** Ends the request that is on its way. */
  controller: AbortController
  /** A mark of this process's own that may still be in the store, and whether an answer to it may have got lost. */
  left: { id: string; lost: boolean } | undefined
  /** The rest after a failure that concerns the whole session. */
  coolDown: CoolDown
}

/** Nothing known yet. */
export function createSessionState(clock: Clock): SessionState {
  return {
    known: undefined,
    over: undefined,
    gone: undefined,
    era: 0,
    controller: new AbortController(),
    left: undefined,
    coolDown: createCoolDown(clock),
  }
}

/** Another login, or none: what was on its way ends, and its result counts no more. */
export function turnOver(state: SessionState, known: string | undefined, over?: SessionEndReason): void {
  state.era++
  if (known === undefined) state.gone = state.known ?? state.gone
  state.known = known
  state.over = over
  state.left = undefined
  state.coolDown.end()
  state.controller.abort(new Error('the session has ended'))
  state.controller = new AbortController()
}

/** What a record says of the session that was known: that it is over, or another, or nothing new. */
export function newsIn(
  record: SessionRecord | undefined,
  { known }: SessionState,
): SessionEndReason | 'other' | undefined {
  if (known === undefined) return undefined
  if (!record) return 'signed_out'
  return record.ended?.reason ?? (record.session === known ? undefined : 'other')
}
