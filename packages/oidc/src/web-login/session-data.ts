import type { IdTokenClaims } from '@grantkit/jose'
import { present } from 'grantkit/internal/present'
import type { LoginCompleted } from '../login/login-result.ts'
import type { Json } from '../login/login-transaction.ts'

/** What is stored with the tokens of a session, in the same write. */
export interface WebSessionData {
  v: 1
  /** The claims of a validated ID token. */
  user?: IdTokenClaims
  /** The response of the userinfo endpoint. */
  userInfo?: Readonly<Record<string, unknown>>
  /** The app's own data. */
  data?: Json
  /** In epoch milliseconds. */
  startedAt: number
  /** In epoch milliseconds. */
  expiresAt: number
}

/** What a login stores in its session. */
export function sessionDataOf(
  { claims: user, userInfo, data }: LoginCompleted,
  startedAt: number,
  maxMs: number,
): WebSessionData {
  const members = userInfo?.json as Record<string, unknown> | undefined
  return present<WebSessionData>({ v: 1, user, userInfo: members, data, startedAt, expiresAt: startedAt + maxMs })
}

/** The data in a stored record; undefined if the record isn't valid. */
export function sessionDataIn(value: unknown): WebSessionData | undefined {
  const { v, startedAt, expiresAt, user } = Object(value) as Partial<WebSessionData>
  const isWhole = v === 1 && Number.isFinite(startedAt) && Number.isFinite(expiresAt)
  return isWhole && (user === undefined || typeof user?.sub === 'string') ? (value as WebSessionData) : undefined
}
