import type { Rest } from '../cool-down.ts'
import { isStoredToken, type StoredToken } from '../stored-token.ts'
import type { SessionEndReason } from '../token-source-error.ts'

/** A session as the store keeps it: one text, replaced as a whole. */
export interface SessionRecord {
  v: 1
  /** Names the login: a new one has another. */
  session: string
  /** How many refreshes have been claimed; the number of the last. */
  claims: number
  /** The claim that brought the refresh token, 0 for the login. */
  rotatedBy: number
  refreshToken?: string
  idToken?: string
  /** The scope of the login. */
  scope?: string
  /** Access tokens, by the hash of what they are for. */
  tokens: Record<string, StoredToken>
  /** The mark of a refresh on its way, written ahead of it. */
  attempt?: { id: string; startedAt: number }
  /** An answer got lost that may have held the next refresh token. */
  lost?: boolean
  /** The rest after a failure, which all processes take. */
  rest?: Rest & { failures: number }
  /** The session is over; what it held is gone. */
  ended?: { reason: SessionEndReason; at: number }
}

/** The record in a text of the store; undefined where it is of another make. */
export function sessionRecordIn(text: string | undefined): SessionRecord | undefined {
  try {
    const record = JSON.parse(text ?? 'null') as SessionRecord | null
    if (record?.v !== 1 || typeof record.session !== 'string' || Object(record.tokens) !== record.tokens)
      return undefined
    return Object.values(record.tokens).every(isStoredToken) ? record : undefined
  } catch {
    return undefined
  }
}

/** The record without the members named, and without what is undefined in `changes`, which come on top. */
export function changed(
  record: SessionRecord,
  changes: { [Name in keyof SessionRecord]?: SessionRecord[Name] | undefined },
): SessionRecord {
  const whole = { ...record, ...changes }
  return Object.fromEntries(
    Object.entries(whole).filter(([, value]) => value !== undefined),
  ) as unknown as SessionRecord
}
