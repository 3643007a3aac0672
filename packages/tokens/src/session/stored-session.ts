import type { Rest } from '../join-pause.ts'
import { isStoredToken } from '../stored-token.ts'
import type { SessionEndReason } from '../token-source-error.ts'
import type { SessionRecord } from './record.ts'

/** A session's record in the store: one text, always replaced as a whole and after a comparison. */
export interface StoredSession extends SessionRecord {
  v: 1
  /** The number of started refreshes. */
  claims: number
  /** The number of the refresh that brought the refresh token, 0 for the login. */
  rotatedBy: number
  /** When the session was last used, in epoch milliseconds; kept only if idle sessions end. */
  usedAt?: number
  /** The mark of a refresh, written before its request is sent. */
  attempt?: { id: string; startedAt: number }
  /** The pause after a failure, for all processes. */
  rest?: SessionRest
  /** The session has ended and its tokens are deleted. */
  ended?: { reason: SessionEndReason; at: number }
}

/** The pause after a failure. */
export interface SessionRest extends Rest {
  failures: number
  /** Whether the network failed: the pause then ends when it is back. */
  offline?: boolean
}

/** Parses a text of the store; undefined if it isn't a record. */
export function storedSessionIn(text: string | undefined): StoredSession | undefined {
  try {
    const record = JSON.parse(text ?? 'null') as StoredSession | null
    const isOne = record?.v === 1 && typeof record.session === 'string' && Object(record.tokens) === record.tokens
    const { refreshToken = '', ended = { reason: '' } } = record ?? {}
    // other code may have written it, or another version
    const isSound = [refreshToken, ended?.reason].every((text) => typeof text === 'string')
    return isOne && isSound && Object.values(record.tokens).every(isStoredToken) ? record : undefined
  } catch {
    return undefined
  }
}
