import {
  createUserTokens,
  type TokenEvent,
  type TokenStore,
  type UserTokens,
  type UserTokensSettings,
} from '@grantkit/tokens'

/** The tokens of one of the sessions, as every process makes them that shares it. */
export function tokensOf(
  session: number,
  settings: { address: string; store: TokenStore; onEvent?: (event: TokenEvent) => void } & Partial<UserTokensSettings>,
): UserTokens {
  return createUserTokens({ clientId: 'legacy', key: `session ${session}`, ...settings })
}
