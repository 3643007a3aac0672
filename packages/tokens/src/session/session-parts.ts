import type { Emit } from '../token-event.ts'
import type { Knowledge, Lesson, SessionEvent } from './machine.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import type { RefreshParts } from './refresh.ts'
import type { Seen, SessionStore } from './store.ts'

/** What happened to a login here, for others who share the session. */
export type SessionNews = 'started' | 'renewed' | 'ended'

/** What a session is made with. */
export interface SessionParts extends RefreshParts {
  store: SessionStore
  emit: Emit
  key: () => Promise<string>
  /** The name of the session's own target: a refusal for another one says nothing about the session. */
  whole: SessionTarget
  /** After how long an unchanged mark counts as left by somebody who has given up, in milliseconds. */
  abandonedAfterMs: number
  /** After how long without use a session is over, in milliseconds. */
  maxIdleMs: number
  /** Forgets the tokens in memory. */
  forget: () => void
  /** Takes the tokens of a record into memory, in place of those there. */
  adopt: (record: SessionRecord) => void
  tellOthers: (news: SessionNews, session: string) => void
  /** Calls back whenever the network is there again. */
  onOnline: (listener: () => void) => void
}

/** What renewals share with the session that they belong to. */
export interface SessionCore {
  known(): Knowledge
  take(lesson: Lesson, tell: Emit): void
  /** Reads what there is, and takes it in. */
  look(check: () => void, tell: Emit): Promise<Seen>
  /** Writes what the event makes of the record; keeps on trying if that is a rotation. Resolves to what is there then, if the event had a place. */
  apply(seen: Seen | undefined, event: SessionEvent, check: () => void, tell: Emit): Promise<Seen | undefined>
  isIdle(record: SessionRecord): boolean
  /** Ends what is on its way when the login changes here. */
  signal(): AbortSignal
  /** Throws once the login has changed here since this was called. */
  watch(): () => void
  /** Aborts, with the error for callers, when the source is disposed of. */
  disposal: AbortSignal
}
