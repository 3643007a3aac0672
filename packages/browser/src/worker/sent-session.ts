import type { IdTokenClaims } from '@grantkit/jose'
import type { LoginResult } from '@grantkit/oidc'
import type { AccessToken, SessionStart } from '@grantkit/tokens'
import type { SessionData } from '../session/session-data.ts'

/** What a worker tells of its session: everything but tokens. */
export interface SentSession {
  sessionId?: string
  scope?: string
  data: SessionData
}

/** What a session held that a sign-out at the server needs. */
export interface SentEnd {
  idToken?: string
}

/** How a login ended; a ticket stands for its tokens. */
export type SentLogin =
  | Exclude<LoginResult, { status: 'completed' }>
  | (Pick<Extract<LoginResult, { status: 'completed' }>, 'status' | 'returnTo' | 'data'> & {
      claims: IdTokenClaims | undefined
      token: SessionStart
    })

/** The session in an answer; undefined for anything else. Its data are checked as those of a store are. */
export function sentSessionIn(value: unknown): SentSession | undefined {
  const { data, sessionId, scope } = Object(value) as Record<string, unknown>
  const isWhole = [sessionId, scope].every((each) => typeof (each ?? '') === 'string') && Object(data) === data
  return isWhole ? (value as SentSession) : undefined
}

/** The end of a login in an answer; undefined for anything else. */
export function sentLoginIn(value: unknown): SentLogin | undefined {
  const { status, token, claims } = Object(value) as Record<string, unknown>
  if (status !== 'completed') return typeof status === 'string' ? (value as SentLogin) : undefined
  const isUser = claims === undefined || typeof (claims as IdTokenClaims)?.sub === 'string'
  return isUser && typeof (token as SessionStart)?.accessToken === 'string' ? (value as SentLogin) : undefined
}

/** What a session held, in an answer; undefined for anything else. */
export function sentEndIn(value: unknown): SentEnd | undefined {
  return Object(value) === value && typeof ((value as SentEnd).idToken ?? '') === 'string'
    ? (value as SentEnd)
    : undefined
}

/** The access token in an answer, if the settings let the page have one. */
export function accessTokenIn(value: unknown): AccessToken | undefined {
  const { accessToken, tokenType } = Object(value) as Partial<AccessToken>
  return typeof accessToken === 'string' && typeof tokenType === 'string' ? (value as AccessToken) : undefined
}
