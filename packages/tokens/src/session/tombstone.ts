import type { SessionEndReason } from '../token-source-error.ts'
import type { SessionRecord } from './session-record.ts'

/** What stays of a session that is over, so that others learn why. */
export function tombstone(
  { v, session, claims, rotatedBy }: SessionRecord,
  reason: SessionEndReason,
  at: number,
): SessionRecord {
  return { v, session, claims, rotatedBy, tokens: {}, ended: { reason, at } }
}
