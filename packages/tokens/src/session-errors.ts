import { TokenSourceError } from './token-source-error.ts'

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
