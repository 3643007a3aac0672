import type { TokenMembers } from 'grantkit'
import { present } from 'grantkit/internal/present'
import { schemeOf } from './internal/scheme.ts'
import type { Policy } from './source-settings.ts'

/** A token in a store. */
export interface StoredToken {
  accessToken: string
  tokenType: string
  scope?: string
  /** In epoch milliseconds, by the clock of the process that received it. */
  expiresAt?: number
  /** Its lifetime on arrival, in milliseconds: other clocks can't make it longer. */
  lifetimeMs?: number
  /** Further members of the response, under the server's names. */
  members?: Record<string, unknown>
}

/** A response with a token, or the same members of anything else. */
export type ReceivedToken = Pick<TokenMembers, 'accessToken' | 'tokenType' | 'scope' | 'expiresIn' | 'expiresAt'> & {
  json?: Record<string, unknown>
}

/** The token in a response; `scope` is the requested one, in case the server doesn't repeat it. */
export function storedTokenOf(
  { accessToken, tokenType = 'Bearer', expiresIn, expiresAt, scope: granted, json }: ReceivedToken,
  { clock, defaultLifetimeMs }: Pick<Policy, 'clock' | 'defaultLifetimeMs'>,
  scope?: string,
): StoredToken {
  const now = clock.now()
  const givenMs = expiresIn === undefined ? expiresAt && Math.max(0, expiresAt - now) : expiresIn * 1000
  const lifetimeMs = givenMs ?? defaultLifetimeMs
  const others = Object.entries(json ?? {}).filter(([name]) => !standard.test(name))
  return present<StoredToken>({
    accessToken,
    tokenType: schemeOf(tokenType) ?? tokenType,
    scope: granted ?? scope,
    expiresAt: expiresAt ?? (lifetimeMs === undefined ? undefined : now + lifetimeMs),
    lifetimeMs,
    members: others[0] && Object.fromEntries(others),
  })
}

/** Members that are stored elsewhere or that callers don't need. */
const standard = /^(access_token|token_type|expires_in|refresh_token|id_token|scope)$/

/** Whether a value is a stored token. */
export function isStoredToken(value: unknown): value is StoredToken {
  const { accessToken, tokenType } = Object(value) as Partial<StoredToken>
  return typeof accessToken === 'string' && accessToken !== '' && typeof tokenType === 'string'
}
