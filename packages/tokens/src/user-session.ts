import type { TokenMembers } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import type { SessionRecord } from './session/record.ts'

/** The tokens of a login: a token response of `grantkit`, or the same members from elsewhere. */
export type SessionStart = Pick<
  TokenMembers,
  'accessToken' | 'tokenType' | 'expiresIn' | 'expiresAt' | 'refreshToken' | 'idToken' | 'scope'
> & { json?: Record<string, unknown> }

/** What is stored in the session in addition to the tokens. */
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

/** A session, without its access tokens. */
export interface UserSession {
  /** The last ID token, not validated. */
  idToken?: string
  /** The scope of the login. */
  scope?: string
  /** The id of the login. */
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

/** What an ended session held: for revoking its tokens (RFC 7009) and for the logout at the server. */
export interface EndedSession extends Omit<UserSession, 'sessionId'> {
  refreshToken?: string
  accessTokens: string[]
  /** With `revoke`: what failed, in the order of the attempts; missing if nothing failed. */
  failures?: SessionEndFailure[]
}

/** One failure while a session was ended. */
export interface SessionEndFailure {
  /** What failed: removing the session from the store, or revoking a token. */
  what: 'store' | 'refresh_token' | 'access_token'
  /** The server's error code, or a code of `FailureCode`. */
  error: string
}

/** The public part of a record. */
export function sessionOf({ idToken, scope, session: sessionId, data }: SessionRecord): UserSession {
  return present<UserSession>({ idToken, scope, sessionId, data })
}

const members = { refreshToken: '', idToken: '', scope: '', expiresIn: 0, expiresAt: 0 }

/** The members of a login, which may come from anywhere: null is absent, and another type would show only at a refresh. */
export function loginOf(token: SessionStart): SessionStart {
  const login: Record<string, unknown> = { ...token }
  for (const [name, like] of Object.entries(members)) {
    login[name] ??= undefined
    // NaN is no time, and JSON says null for it
    const value = login[name] ?? like
    if (typeof value !== typeof like || Number.isNaN(value)) misuse(`token.${name}`, `a ${typeof like}`)
  }
  return login as unknown as SessionStart
}
