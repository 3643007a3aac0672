import { describeFailure } from 'grantkit/internal/describe-failure'
import { LoginError } from '../login/login-error.ts'

/** The error for the app's developers: the message of a failed login ends with the reason, which its users don't see. */
export function withReason(error: unknown): unknown {
  if (!(error instanceof LoginError)) return error
  const { code, failure, cause } = error
  const reason = failure ? describeFailure(failure) : Object(cause).message
  if (!reason) return error
  const told = new LoginError(code, { failure, cause })
  // a line break in a server's text must not look like another line of the log
  told.message += ` Reason: ${`${reason}`.replace(/\p{Cc}+/gu, ' ')}`
  return told
}
