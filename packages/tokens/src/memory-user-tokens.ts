import { assembleUserTokens } from './assemble-user-tokens.ts'
import type { PageTokens, PageTokensSettings } from './page-tokens.ts'
import { createMemorySession } from './session/memory-session.ts'

/** `createUserTokens` for a worker, which has a client and never a store: without the code for one, a timer or revocation. */
export function createMemoryUserTokens(settings: PageTokensSettings): PageTokens {
  return assembleUserTokens(settings, { openSession: createMemorySession })
}
