import type { TokenClient } from 'grantkit'
import type { EndedSession } from './user-session.ts'
import type { UserTokens, UserTokensSettings } from './user-tokens-settings.ts'

/** The settings of user tokens in a page or its worker. */
export interface PageTokensSettings extends Omit<UserTokensSettings, 'store' | 'channel' | 'renewInBackground'> {
  client: Pick<TokenClient, 'requestRefreshToken'>
}

/** User tokens in a page or its worker. The page revokes tokens itself. */
export interface PageTokens extends Omit<UserTokens, 'endSession'> {
  endSession(): Promise<EndedSession | undefined>
}
