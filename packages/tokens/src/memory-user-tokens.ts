import { requestRefreshToken } from 'grantkit/internal/request-refresh-token'
import { assembleUserTokens } from './assemble-user-tokens.ts'
import { createMemorySession } from './session/memory-session.ts'
import type { UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

/** `createUserTokens` for a worker, which never has a store: without the code for one, and without a timer. */
export function createMemoryUserTokens(settings: Omit<UserTokensSettings, 'store' | 'renewInBackground'>): UserTokens {
  return assembleUserTokens(settings, { requestRefreshToken, openSession: createMemorySession })
}
