import { assembleUserTokens } from './assemble-user-tokens.ts'
import { createStoreSession } from './session/store-session.ts'
import type { TokenStore } from './token-store.ts'

export type { PageTokens, PageTokensSettings }

import type { PageTokens, PageTokensSettings } from './page-tokens.ts'

/**
 * `createUserTokens` for a page, which always has a store and a client: all is there at once. The session's name in the store is `key`
 * itself, nobody is told of anything, nothing is refreshed by a timer, and nothing is revoked.
 */
export function createSharedUserTokens(settings: PageTokensSettings & { store: TokenStore }): PageTokens {
  const key = async (): Promise<string> => settings.key
  return assembleUserTokens(settings, { openSession: (parts) => createStoreSession({ ...parts, key }) })
}
