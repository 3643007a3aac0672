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

/** The data in a stored record; undefined if the record isn't valid, or is a session of another issuer or client. */
export function sessionDataIn(
  value: unknown,
  { issuer, clientId }: { issuer: string; clientId: string },
): SessionData | undefined {
  const { v, server, startedAt, user } = Object(value) as Partial<SessionData>
  const whole = v === 1 && typeof server?.tokenEndpoint === 'string' && typeof startedAt === 'number'
  const isOurs =
    user === undefined || (typeof user?.sub === 'string' && user.iss === issuer && [user.aud].flat().includes(clientId))
  return whole && isOurs ? (value as SessionData) : undefined
}

/** Claims that differ in each ID token and say nothing about the user. */
const perToken = ['exp', 'iat', 'nbf', 'jti', 'nonce', 'at_hash', 'c_hash', 's_hash']

/** Whether an ID token says the same about the user as these claims. The signature isn't checked. */
export function saysTheSame(idToken: string, user: IdTokenClaims): boolean {
  try {
    const text = atob((idToken.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(text, (byte) => byte.charCodeAt(0))
    return lasting(JSON.parse(new TextDecoder().decode(bytes))) === lasting(user)
  } catch {
    return false
  }
}

function lasting(claims: object): string {
  const entries = Object.entries(claims).filter(([name]) => !perToken.includes(name))
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
