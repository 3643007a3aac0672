import { requestRefreshToken } from 'grantkit/token'
import { assembleUserTokens, type UserTokensParts } from './assemble-user-tokens.ts'
import { createRefreshTimer } from './refresh-timer.ts'
import { lazySession } from './session/lazy-session.ts'
import { createMemorySession } from './session/memory-session.ts'
import type { RevokingClient, UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

export type { RevokingClient, UserTokens, UserTokensSettings }

/**
 * The tokens of a user's session, refreshed with its refresh token (RFC 6749 section 6): once at a time, in this process and, with
 * a `store`, in all processes that share it. The next refresh token is stored before any caller gets the access token of the same response.
 *
 * Transient failures don't end the session: the current token is returned while it is valid, and there is a pause before the next
 * request. The session ends (`session_ended`) if the server refuses the refresh token that is currently in the store.
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
    createRefreshTimer,
    revokeSession,
  })
}

/** Only those who share a session need its code. */
const loadSharedSession: UserTokensParts['openSession'] = (parts) =>
  lazySession(() => import('./session/shared-session.ts').then((it) => it.createSharedSession(parts)))

/** Only those who revoke tokens need its code. */
const revokeSession: NonNullable<UserTokensParts['revokeSession']> = (...session) =>
  import('./session/revoke-session.ts').then((it) => it.revokeSession(...session))
