import { requestRefreshToken } from 'grantkit/internal/request-refresh-token'
import { assembleUserTokens } from './assemble-user-tokens.ts'
import { createStoreSession } from './session/store-session.ts'
import type { TokenStore } from './token-store.ts'
import type { UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

/**
 * `createUserTokens` for a page, which always has a store: all is there at once. The session's name in the store is `key` itself, nobody
 * is told of anything, and nothing is refreshed by a timer.
 */
export function createSharedUserTokens(
  settings: Omit<UserTokensSettings, 'channel' | 'renewInBackground'> & { store: TokenStore },
): UserTokens {
  const key = async (): Promise<string> => settings.key
  return assembleUserTokens(settings, {
    requestRefreshToken,
    openSession: (parts) => createStoreSession({ ...parts, key }),
  })
}
