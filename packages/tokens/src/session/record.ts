import type { Pause } from '../pause.ts'
import type { TokenTarget } from '../source-settings.ts'
import type { StoredToken } from '../stored-token.ts'

/** What a session holds. */
export interface SessionRecord {
  /** The id of the login. */
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
  /** Whether a response was lost that may have contained the next refresh token. */
  lost?: boolean
}

const mostTokens = 50

/** The tokens that haven't expired. If there are too many, the oldest are removed. */
export function livingTokens(tokens: SessionRecord['tokens'], now: number): SessionRecord['tokens'] {
  const living = Object.entries(tokens).filter(([, { expiresAt = Infinity }]) => expiresAt > now)
  return Object.fromEntries(living.slice(-mostTokens))
}

/** The target of a session's tokens, and its token request. */
export interface SessionTarget {
  /** Its name in the record; in memory that of the session's own is empty. */
  name: string
  request: TokenTarget
  /** The pause after a failure that concerns this target alone. */
  pause: Pause
}
