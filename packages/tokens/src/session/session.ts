import type { HeldToken } from '../held-token.ts'
import type { SessionChannel } from '../internal/broadcast-channel.ts'
import type { Wanted } from '../refreshing-source.ts'
import type { ResolvedSettings } from '../request-by-grant.ts'
import type { Emit } from '../token-event.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import type { RefreshParts } from './refresh.ts'

/** A user's session. Only one refresh runs at a time. */
export interface Session {
  /** The id of the login that the tokens in memory belong to. */
  id(): string | undefined
  /** A token for the target: a cached one, else from a refresh. */
  get(target: SessionTarget, wanted: Wanted): Promise<HeldToken>
  /** Replaces the login and stops the running work of the previous one; false if yet another came meanwhile. */
  start(login: () => SessionRecord): Promise<boolean>
  /** Ends the session. Returns what it held, as far as it is known, and the store's error if there was one. */
  end(): Promise<{ record?: SessionRecord | undefined; error?: unknown }>
  /** The session as it is now. */
  read(): Promise<SessionRecord | undefined>
  /** Records a use of the session. */
  use(): Promise<void>
  dispose(): void
}

/** The settings of a session. */
export interface SessionPolicy extends ResolvedSettings {
  sessionTtlMs?: number
  channel?: SessionChannel | false
}

/** The parts of a session. */
export interface SessionParts extends RefreshParts {
  policy: SessionPolicy
  emit: Emit
  /** The session's own target. A refusal for another target says nothing about the session. */
  whole: SessionTarget
  /** How long an unused session lasts, in milliseconds. */
  maxIdleMs: number
  /** Removes the tokens from memory. */
  forget(): void
  /** Replaces the tokens in memory by those of a record. */
  adopt(record: SessionRecord): void
  /** Calls back when the network is back. */
  onOnline(listener: () => void): void
}
