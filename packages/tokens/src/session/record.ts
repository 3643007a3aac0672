import type { Pause } from '../pause.ts'
import type { TokenTarget } from '../source-settings.ts'
import type { StoredToken } from '../stored-token.ts'

/** What a session holds. */
export interface SessionRecord {
  /** Names the login: a new one has another. */
  session: string
  refreshToken?: string
  idToken?: string
  /** The scope of the login. */
  scope?: string
  /** The app's own data. */
  data?: unknown
  /** Parameters that go with each refresh. */
  refreshParameters?: Record<string, string>
  /** Access tokens, by the name of what they are for. */
  tokens: Record<string, StoredToken>
  /** A response was lost that may have held the next refresh token. */
  lost?: boolean
}

const mostTokens = 50

/** The tokens that haven't expired. The oldest go, for there may be a target for each call. */
export function livingTokens(tokens: SessionRecord['tokens'], now: number): SessionRecord['tokens'] {
  const living = Object.entries(tokens).filter(([, { expiresAt = Infinity }]) => expiresAt > now)
  return Object.fromEntries(living.slice(-mostTokens))
}

/** What tokens of a session are for, and what asks for one. */
export interface SessionTarget {
  /** Its name in the record; in memory that of the session's own is empty. */
  name: string
  request: TokenTarget
  /** The pause after a failure that concerns this target alone. */
  pause: Pause
}
