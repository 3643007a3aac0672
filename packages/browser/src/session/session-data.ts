import type { IdTokenClaims } from '@grantkit/jose'
import type { LoginServer } from '@grantkit/oidc'

/** What is stored with the tokens of a session, in the same write. */
export interface SessionData {
  v: 1
  /** The claims of a validated ID token. */
  user?: IdTokenClaims
  /** The endpoints of the login. */
  server: LoginServer
  /** The name of the DPoP key in the database, and its thumbprint. */
  dpop?: { name: string; thumbprint: string }
  /** In epoch milliseconds. */
  startedAt: number
}

/** The data in a stored record; undefined if the record isn't valid. */
export function sessionDataIn(value: unknown): SessionData | undefined {
  const { v, server, startedAt, user } = Object(value) as Partial<SessionData>
  const whole = v === 1 && typeof server?.tokenEndpoint === 'string' && typeof startedAt === 'number'
  return whole && (user === undefined || typeof user?.sub === 'string') ? (value as SessionData) : undefined
}
