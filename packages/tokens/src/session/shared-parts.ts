import type { Emit } from '../token-event.ts'
import type { Knowledge, Lesson, SessionEvent } from './machine.ts'
import type { MarkedRefreshParts } from './marked-refresh.ts'
import type { SessionParts } from './session.ts'
import type { Seen } from './store.ts'
import type { StoredSession } from './stored-session.ts'

/** What the renewals of a shared session are made with. */
export interface SharedParts extends SessionParts, Pick<MarkedRefreshParts, 'slackMs'> {
  /** The session's name in the store. */
  key: () => Promise<string>
  /** After how long an unchanged mark counts as left by somebody who has given up, in milliseconds. */
  abandonedAfterMs: number
}

/** What renewals share with the session that they belong to. */
export interface SessionCore {
  known(): Knowledge
  take(lesson: Lesson, tell: Emit): void
  /** Reads what there is, and takes it in. */
  look(check: () => void, tell: Emit): Promise<Seen>
  /** Writes what the event makes of the record; keeps on trying if that is a rotation. Resolves to what is there then, if the event had a place. */
  apply(seen: Seen | undefined, event: SessionEvent, check: () => void, tell: Emit): Promise<Seen | undefined>
  isIdle(record: StoredSession): boolean
  /** Ends what is on its way when the login changes here. */
  signal(): AbortSignal
  /** Throws once the login has changed here since this was called. */
  watch(): () => void
  /** Aborts, with the error for callers, when the source is disposed of. */
  disposal: AbortSignal
}
