import type { Clock } from '../clock.ts'
import { type CoolDown, createCoolDown, type Rest } from '../cool-down.ts'
import { scopeSet, sortedTexts } from '../internal/scope-set.ts'
import { partsOf } from '../internal/target-parts.ts'
import type { TokenTarget } from '../source-settings.ts'
import { isStoredToken, type StoredToken } from '../stored-token.ts'
import type { SessionEndReason } from '../token-source-error.ts'

/** A session as the store keeps it: one text, replaced as a whole, always by comparison. */
export interface SessionRecord {
  v: 1
  /** Names the login: a new one has another. */
  session: string
  /** How many refreshes were begun; the number of the last. */
  claims: number
  /** The number of the refresh that brought the refresh token, 0 for the login. */
  rotatedBy: number
  refreshToken?: string
  idToken?: string
  /** The scope of the login. */
  scope?: string
  /** The app's own. */
  data?: unknown
  /** Parameters that go with each refresh. */
  refreshParameters?: Record<string, string>
  /** When the session was last used, in epoch milliseconds; kept only if idle sessions end. */
  usedAt?: number
  /** Access tokens, by the name of what they are for. */
  tokens: Record<string, StoredToken>
  /** The mark of a refresh, written before its request is sent. */
  attempt?: { id: string; startedAt: number }
  /** A response was lost that may have held the next refresh token. */
  lost?: boolean
  /** The pause after a failure, which all processes keep. */
  rest?: SessionRest
  /** The session is over; what it held is gone. */
  ended?: { reason: SessionEndReason; at: number }
}

/** The pause after a failure. */
export interface SessionRest extends Rest {
  failures: number
  /** Whether the network was at fault: the pause ends when it is back. */
  offline?: boolean
}

/** The record in a text of the store; undefined if it is something else. */
export function sessionRecordIn(text: string | undefined): SessionRecord | undefined {
  try {
    const record = JSON.parse(text ?? 'null') as SessionRecord | null
    const isOne = record?.v === 1 && typeof record.session === 'string' && Object(record.tokens) === record.tokens
    return isOne && Object.values(record.tokens).every(isStoredToken) ? record : undefined
  } catch {
    return undefined
  }
}

/** What tokens of a session are for, and what asks for one. */
export interface SessionTarget {
  /** Its name in the record: the same for the same words and resources, in any order. */
  name: string
  request: ReturnType<typeof partsOf>
  scope: string | undefined
  /** The pause after a failure that concerns this target alone. */
  pause: CoolDown
}

/** The target of a call. */
export function sessionTarget(target: TokenTarget, clock: Clock): SessionTarget {
  const { scope, resource, audience } = target
  return {
    name: JSON.stringify([scopeSet(scope), sortedTexts(resource), sortedTexts(audience)]),
    request: partsOf(target),
    scope: scope && [scope].flat().join(' '),
    pause: createCoolDown(clock),
  }
}
