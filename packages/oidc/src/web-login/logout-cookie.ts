import type { LogoutTransaction } from '../logout/prepare-logout.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { Cookies } from './cookies.ts'
import type { RequestHead } from './request-head.ts'
import type { Seal } from './sealed.ts'

/** The record of the last logout, until the user comes back from the server. */
export interface LogoutCookie {
  keep(transaction: LogoutTransaction): Promise<string>
  find(request: RequestHead): Promise<LogoutTransaction | undefined>
  drop(): string
}

export function createLogoutCookie(
  cookies: Cookies,
  seal: Seal,
  { now = Date.now }: Pick<OidcClientSettings, 'now'>,
): LogoutCookie {
  const name = `${cookies.name}-logout`
  return {
    async keep(transaction) {
      const { createdAt, expiresAt } = transaction
      const value = await seal.seal('logout', transaction, expiresAt)
      return cookies.set(name, value, { maxAgeMs: expiresAt - createdAt })
    },
    async find(request) {
      return (await seal.open('logout', cookies.of(request).get(name), now())) as LogoutTransaction | undefined
    },
    drop: () => cookies.remove(name),
  }
}
