import type { Settled } from '../asking.ts'
import type { HeldToken } from '../held-token.ts'
import type { SessionChannel } from '../internal/broadcast-channel.ts'
import type { Wanted } from '../renewing-source.ts'
import type { Emit } from '../token-event.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import type { RefreshParts } from './refresh.ts'

/** The one session of a user: its refresh token is used by one at a time. */
export interface Session {
  /** Names the login that the tokens in memory belong to. */
  id(): string | undefined
  /** A token for the target: one that is there already, else one by a refresh. */
  renew(target: SessionTarget, wanted: Wanted): Promise<HeldToken>
  /** Puts a login in place of any other, and stops what is on its way for that; false if another came meanwhile. */
  start(record: SessionRecord): Promise<boolean>
  /** Ends whatever session there is: what it held, as far as that can be known, and the error of the store if there was one. */
  end(): Promise<{ record?: SessionRecord | undefined; error?: unknown }>
  /** The session as it is now. */
  read(): Promise<SessionRecord | undefined>
  /** Notes that the session is used. */
  use(): Promise<void>
  dispose(): void
}

/** What a session goes by. */
export interface SessionPolicy extends Settled {
  sessionTtlMs?: number
  channel?: SessionChannel | false
}

/** What a session is made with. */
export interface SessionParts extends RefreshParts {
  policy: SessionPolicy
  emit: Emit
  /** The session's own target: a refusal for another one says nothing about the session. */
  whole: SessionTarget
  /** How long an unused session lasts, in milliseconds. */
  maxIdleMs: number
  /** Forgets the tokens in memory. */
  forget(): void
  /** Takes the tokens of a record into memory, in place of those there. */
  adopt(record: SessionRecord): void
  /** Calls back whenever the network is there again. */
  onOnline(listener: () => void): void
}
