import { requestRefreshToken } from 'grantkit/token'
import { assembleUserTokens, type OpenSession } from './assemble-user-tokens.ts'
import { createRenewalHint } from './renewal-hint.ts'
import { createMemorySession } from './session/memory-session.ts'
import type { RevokingClient, UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

export type { RevokingClient, UserTokens, UserTokensSettings }

/**
 * The tokens of a user's session, renewed by its refresh token (RFC 6749 section 6): by one at a time, in this process and, with
 * a `store`, in all that share it. The next refresh token is stored before anybody gets the access token that came with it.
 *
 * A failure that may pass ends no session: the token at hand is served while it is good, and the server is left alone for a
 * while. A session is over (`session_ended`) where the server refuses the refresh token that is still the one in the store.
 *
 * @throws {TypeError} for a mistake in the settings.
 *
 * @example
 * ```ts
 * const tokens = createUserTokens({ address: 'https://demo.example/connect/token', clientId: 'spa', key: 'user 1' })
 * await tokens.startSession(login)
 * const { accessToken } = await tokens.getAccessToken()
 * ```
 */
export function createUserTokens(settings: UserTokensSettings): UserTokens {
  const { store } = Object(settings) as UserTokensSettings
  return assembleUserTokens(settings, {
    requestRefreshToken,
    openSession: store ? loadSharedSession : createMemorySession,
    createRenewalHint,
  })
}

/** Only those who share a session need its code. */
const loadSharedSession: OpenSession = (parts) => async () => {
  const { createSharedSession } = await import('./session/shared-session.ts')
  return createSharedSession(parts)
}
