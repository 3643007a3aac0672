import {
  createUserTokens,
  type TokenEvent,
  type TokenStore,
  type UserTokens,
  type UserTokensSettings,
} from '@grantkit/tokens'

/** The one of several that a session belongs to: they take turns. */
export const ofSession = <T>(session: number, each: readonly T[]): T => each[session % each.length] as T

/** The tokens of one of the sessions, as every process makes them that shares it. */
export function tokensOf(
  session: number,
  { addresses, ...settings }: { addresses: readonly string[] } & SharedSettings,
): UserTokens {
  return createUserTokens({
    address: ofSession(session, addresses),
    clientId: 'legacy',
    key: `session ${session}`,
    ...settings,
  })
}

type SharedSettings = { store: TokenStore; onEvent?: (event: TokenEvent) => void } & Partial<
  Omit<UserTokensSettings, 'address'>
>
