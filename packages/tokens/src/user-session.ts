import type { TokenMembers } from 'grantkit'
import type { SessionRecord } from './session/session-record.ts'

/** What a login brought: a success of core's, or the same members of anything else. */
export type SessionStart = Pick<
  TokenMembers,
  'accessToken' | 'tokenType' | 'expiresIn' | 'expiresAt' | 'refreshToken' | 'idToken' | 'scope'
>

/** What is known of a session beside its access tokens. */
export interface UserSession {
  /** The last ID token, not validated. */
  idToken?: string
  /** The scope of the login. */
  scope?: string
}

/** What a session held when it was ended here, for revoking it (RFC 7009) and for the logout at the server. */
export interface EndedSession extends UserSession {
  refreshToken?: string
  accessTokens: string[]
}

/** What of a record is told. */
export function sessionOf({ idToken, scope }: SessionRecord): UserSession {
  return { ...(idToken && { idToken }), ...(scope !== undefined && { scope }) }
}
