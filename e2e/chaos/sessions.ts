import {
  createUserTokens,
  type TokenEvent,
  type TokenStore,
  type UserTokens,
  type UserTokensSettings,
} from '@grantkit/tokens'

/** The server of a session. Sessions are assigned to the servers in turn. */
export const ofSession = <T>(session: number, each: readonly T[]): T => each[session % each.length] as T

/** The tokens of a session. Every process that shares the session makes them with these settings. */
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
