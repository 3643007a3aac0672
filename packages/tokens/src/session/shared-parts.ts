import type { Emit } from '../token-event.ts'
import type { Knowledge, Observation, SessionEvent } from './machine.ts'
import type { MarkedRefreshParts } from './marked-refresh.ts'
import type { SessionParts } from './session.ts'
import type { Seen } from './store.ts'
import type { StoredSession } from './stored-session.ts'

/** The parts of refreshes of a shared session. */
export interface SharedParts extends SessionParts, Pick<MarkedRefreshParts, 'slackMs'> {
  /** The session's name in the store. */
  key: () => Promise<string>
  /** After how long an unchanged mark counts as abandoned, in milliseconds. */
  abandonedAfterMs: number
}

/** What refreshes share with their session. */
export interface SessionCore {
  known(): Knowledge
  take(observation: Observation, emit: Emit): void
  /** Reads the record and updates the knowledge. */
  look(check: () => void, emit: Emit): Promise<Seen>
  /** Writes the record after the event; a rotation is retried until it is written. Resolves to the stored record, if the event applies. */
  apply(seen: Seen | undefined, event: SessionEvent, check: () => void, emit: Emit): Promise<Seen | undefined>
  isIdle(record: StoredSession): boolean
  /** Aborts running work when the login changes here. */
  signal(): AbortSignal
  /** Throws once the login has changed here since this was called. */
  watch(): () => void
  /** Aborts, with the error for callers, when the source is disposed of. */
  disposal: AbortSignal
}
