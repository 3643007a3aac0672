import { revokeToken } from 'grantkit/endpoints'
import type { Settled } from '../asking.ts'
import type { SessionEndFailure } from '../user-session.ts'
import type { SessionRecord } from './record.ts'

/** A client that can revoke tokens. */
export interface RevokingClient {
  revokeToken(request: { token: string; tokenTypeHint?: string }): Promise<{ isError: boolean; error?: string }>
}

/** Revokes the tokens of a session, the refresh token first, and says what failed. Never rejects. */
export async function revokeSession(
  { refreshToken, tokens }: SessionRecord,
  settings: Settled & { revocationAddress?: string | URL | undefined },
): Promise<SessionEndFailure[]> {
  const failures: SessionEndFailure[] = []
  const client = settings.client as Partial<RevokingClient> | undefined
  const accessTokens = Object.values(tokens).map(({ accessToken }) => accessToken)
  for (const token of [refreshToken, ...accessTokens]) {
    if (!token) continue
    const what = token === refreshToken ? 'refresh_token' : 'access_token'
    try {
      const request = { token, tokenTypeHint: what }
      const response = client?.revokeToken
        ? await client.revokeToken(request)
        : await revokeToken({ ...settings, ...request, address: settings.revocationAddress as string }, settings)
      if (response.isError) failures.push({ what, error: `${response.error}` })
    } catch {
      failures.push({ what, error: 'not_sent' })
    }
  }
  return failures
}
