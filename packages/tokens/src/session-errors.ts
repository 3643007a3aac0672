import { type SessionEndReason, TokenSourceError } from './token-source-error.ts'

/** The error of an ended session. */
export function sessionEnded(reason: SessionEndReason): TokenSourceError {
  return new TokenSourceError('session_ended', `the session ended: ${reason}`, { reason })
}

/** The error if nobody has signed in. */
export function noSession(): TokenSourceError {
  return new TokenSourceError('no_session', 'nobody has signed in')
}

/** The error of a session that can't be refreshed. */
export function noRefreshToken(): TokenSourceError {
  return new TokenSourceError('no_refresh_token', 'the session has no refresh token')
}

/** Throws only the error of an ended session. */
export function throwIfEnded(error: unknown): void {
  if ((error as Partial<TokenSourceError>).code === 'session_ended') throw error
}

/** The error of a store that threw. */
export function storeFailed(thrown: unknown): TokenSourceError {
  return new TokenSourceError('store_failed', 'the store failed', { transient: true, thrown })
}

/** Throws the error for code that couldn't be loaded, such as without a network. */
export function notLoaded(thrown: unknown): never {
  const details = { error: 'module_unavailable', transient: true, thrown }
  throw new TokenSourceError('renewal_failed', 'no new token: the code for it could not be loaded', details)
}
