import type { TokenMembers } from 'grantkit'
import type { Policy } from './source-settings.ts'

/** A token as stores keep it. */
export interface StoredToken {
  accessToken: string
  tokenType: string
  scope?: string
  /** In epoch milliseconds, by the clock of who received it. */
  expiresAt?: number
  /** How long it lived when it came, in milliseconds: no other clock can make it more. */
  lifetimeMs?: number
}

/** The token in an answer; `scope` is what holds where the server didn't say it. */
export function storedTokenOf(
  token: Pick<TokenMembers, 'accessToken' | 'tokenType' | 'scope' | 'expiresIn' | 'expiresAt'>,
  { clock, defaultLifetimeMs }: Pick<Policy, 'clock' | 'defaultLifetimeMs'>,
  scope?: string,
): StoredToken {
  const { accessToken, tokenType = 'Bearer', expiresIn, expiresAt } = token
  const now = clock.now()
  const told = expiresIn === undefined ? expiresAt && Math.max(0, expiresAt - now) : expiresIn * 1000
  const lifetimeMs = told ?? defaultLifetimeMs
  const endsAt = expiresAt ?? (lifetimeMs === undefined ? undefined : now + lifetimeMs)
  const granted = token.scope ?? scope
  return {
    accessToken,
    tokenType: schemes[tokenType.toLowerCase()] ?? tokenType,
    ...(granted !== undefined && { scope: granted }),
    ...(endsAt !== undefined && { expiresAt: endsAt }),
    ...(lifetimeMs !== undefined && { lifetimeMs }),
  }
}

/** The token in what a store holds; undefined where it is something else. */
export function isStoredToken(value: unknown): value is StoredToken {
  const { accessToken, tokenType } = (Object(value) === value ? value : {}) as Partial<StoredToken>
  return typeof accessToken === 'string' && accessToken !== '' && typeof tokenType === 'string'
}

// servers differ in how they write the two, and APIs in what they take (RFC 6749 section 7.1)
const schemes: Record<string, string> = { bearer: 'Bearer', dpop: 'DPoP' }
