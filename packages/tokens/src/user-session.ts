import type { TokenMembers } from 'grantkit'
import { present } from 'grantkit/internal/present'
import type { SessionRecord } from './session/record.ts'

/** The tokens of a login: a token response of `grantkit`, or the same members from elsewhere. */
export type SessionStart = Pick<
  TokenMembers,
  'accessToken' | 'tokenType' | 'expiresIn' | 'expiresAt' | 'refreshToken' | 'idToken' | 'scope'
> & { json?: Record<string, unknown> }

/** What is stored in the session beside the tokens. */
export interface SessionExtras {
  /** The app's own data, as JSON. Stored in the same write as the tokens, and returned by `getSession`. */
  data?: unknown
  /** Parameters for every refresh of this session, such as the organization. */
  refreshParameters?: Record<string, string>
}

/** How to end a session. */
export interface EndSessionOptions {
  /** Revokes the refresh token and the access tokens too (RFC 7009). @default false */
  revoke?: boolean
}

/** What is known of a session beside its access tokens. */
export interface UserSession {
  /** The last ID token, not validated. */
  idToken?: string
  /** The scope of the login. */
  scope?: string
  /** Names the login. */
  sessionId?: string
  /** The app's own data. */
  data?: unknown
}

/**
 * Checks the ID token of a refresh, before anything of the refresh is stored. Resolves to data that replaces the session's, to
 * nothing to keep it, or to `user_mismatch` to end the session. If it throws, this refresh fails, but the new refresh token is
 * kept.
 */
export type CheckIdToken = (
  idToken: string,
  session: { data: unknown },
) => MaybePromise<{ data: unknown } | 'user_mismatch' | undefined>

type MaybePromise<T> = T | Promise<T>

/** What a session held when it was ended here, for revoking it (RFC 7009) and for the logout at the server. */
export interface EndedSession extends Omit<UserSession, 'sessionId'> {
  refreshToken?: string
  accessTokens: string[]
  /** What went wrong while it was ended with `revoke`, in the order of the attempts; left out if all went well. */
  failures?: SessionEndFailure[]
}

/** One thing that went wrong at the end of a session. */
export interface SessionEndFailure {
  /** What couldn't be done: removing the session from the store, or revoking a token. */
  what: 'store' | 'refresh_token' | 'access_token'
  /** The server's error code, or what stands for it. */
  error: string
}

/** What of a record is told. */
export function sessionOf({ idToken, scope, session: sessionId, data }: SessionRecord): UserSession {
  return present<UserSession>({ idToken, scope, sessionId, data })
}
