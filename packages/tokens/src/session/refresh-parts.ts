import type { Ask } from '../asking.ts'
import type { Policy } from '../source-settings.ts'
import type { Emit } from '../token-event.ts'
import type { SessionEndReason } from '../token-source-error.ts'
import type { Landing } from './landing.ts'
import type { SessionState } from './session-state.ts'
import type { SessionStore } from './session-store.ts'

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
