import { type SessionEndReason, TokenSourceError } from './token-source-error.ts'

/** The error of an ended session. */
export function sessionEnded(reason: SessionEndReason): TokenSourceError {
  return new TokenSourceError('session_ended', `the session ended: ${reason}`, { reason })
}
