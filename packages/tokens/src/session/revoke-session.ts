import { revokeToken } from 'grantkit/internal/revoke-token'
import { inTime } from '../in-time.ts'
import { type ResolvedSettings, requestTimeoutOf } from '../request-by-grant.ts'
import type { SessionEndFailure } from '../user-session.ts'
import type { SessionRecord } from './record.ts'

/** A client that can revoke tokens. */
export interface RevokingClient {
  revokeToken(request: { token: string; tokenTypeHint?: string }): Promise<{ isError: boolean; error?: string }>
}

/**
 * Revokes the tokens of a session, the refresh token first, by the client or else at `revocationAddress`. Says what failed; never rejects, and ends
 * ends in time.
 */
export async function revokeSession(
  { refreshToken, tokens }: SessionRecord,
  settings: ResolvedSettings & { revocationAddress?: string | URL | undefined },
): Promise<SessionEndFailure[]> {
  const client = settings.client as Partial<RevokingClient> | undefined
  const revoke = async (
    what: 'refresh_token' | 'access_token',
    token: string | undefined,
  ): Promise<SessionEndFailure[]> => {
    if (!token) return []
    const request = { token, tokenTypeHint: what }
    const work = async (): Promise<{ isError: boolean; error?: string }> =>
      client?.revokeToken
        ? client.revokeToken(request)
        : revokeToken({ ...settings, ...request, address: settings.revocationAddress as string }, settings)
    try {
      const { isError, error } = await inTime(work, settings.clock, requestTimeoutOf(settings))
      return isError ? [{ what, error: `${error}` }] : []
    } catch {
      return [{ what, error: 'not_sent' }]
    }
  }
  const first = await revoke('refresh_token', refreshToken)
  const others = Object.values(tokens).map(({ accessToken }) => revoke('access_token', accessToken))
  return [first, ...(await Promise.all(others))].flat()
}
