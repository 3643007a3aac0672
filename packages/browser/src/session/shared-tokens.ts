import type { TokenStore } from '@grantkit/tokens'
import { createSharedUserTokens, type PageTokens } from '@grantkit/tokens/internal/shared-user-tokens'
import { createSessionTokens, type SessionTokensParts } from './session-tokens.ts'

/** The tokens of a session that this page shares with others. */
export function createSharedTokens({ store, ...parts }: SessionTokensParts & { store: TokenStore }): PageTokens {
  return createSessionTokens(parts, (settings) => createSharedUserTokens({ ...settings, store }))
}
