import type { IdTokenClaims } from '@grantkit/jose'
import type { LoginResult } from '@grantkit/oidc'
import type { AccessToken, SessionStart } from '@grantkit/tokens'
import type { SessionData } from '../session/session-data.ts'

/** What a worker sends of its session: everything but tokens. */
export interface SentSession {
  sessionId?: string
  scope?: string
  data: SessionData
}

/** What an ended session held: needed to sign out at the server. */
export interface SentEnd {
  idToken?: string
}

/** How a login ended, with a ticket in place of tokens. */
export type SentLogin =
  | Exclude<LoginResult, { status: 'completed' }>
  | (Pick<Extract<LoginResult, { status: 'completed' }>, 'status' | 'returnTo' | 'data'> & {
      claims: IdTokenClaims | undefined
      token: SessionStart
    })

/** The session in a message; undefined for anything else. Its data are checked like those of a store. */
export function sentSessionIn(value: unknown): SentSession | undefined {
  const { data, sessionId, scope } = Object(value) as Record<string, unknown>
  const isWhole = [sessionId, scope].every((each) => typeof (each ?? '') === 'string') && Object(data) === data
  return isWhole ? (value as SentSession) : undefined
}

/** The result of a login in a message; undefined for anything else. */
export function sentLoginIn(value: unknown): SentLogin | undefined {
  const { status, token, claims } = Object(value) as Record<string, unknown>
  if (status !== 'completed') return typeof status === 'string' ? (value as SentLogin) : undefined
  const isUser = claims === undefined || typeof (claims as IdTokenClaims)?.sub === 'string'
  return isUser && typeof (token as SessionStart)?.accessToken === 'string' ? (value as SentLogin) : undefined
}

/** What an ended session held, in a message; undefined for anything else. */
export function sentEndIn(value: unknown): SentEnd | undefined {
  return Object(value) === value && typeof ((value as SentEnd).idToken ?? '') === 'string'
    ? (value as SentEnd)
    : undefined
}

/** The access token in a message, if the settings allow the page to have one. */
export function accessTokenIn(value: unknown): AccessToken | undefined {
  const { accessToken, tokenType } = Object(value) as Partial<AccessToken>
  return typeof accessToken === 'string' && typeof tokenType === 'string' ? (value as AccessToken) : undefined
}
