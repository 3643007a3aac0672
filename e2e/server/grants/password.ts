import { type Context, errors, type Provider } from 'oidc-provider'
import { issueToken, parameter } from '../issue-token.ts'
import type { Resources } from '../resources.ts'
import { findUser } from '../users.ts'

/** RFC 6749 section 4.3, which oidc-provider leaves out for good reason. */
export function registerPasswordGrant(provider: Provider, resources: Resources): void {
  async function handler(ctx: Context): Promise<void> {
    const username = parameter(ctx, 'username')
    const password = parameter(ctx, 'password')
    if (!username) throw new errors.InvalidRequest('username is missing')
    if (findUser(username)?.password !== password) throw new errors.InvalidGrant('wrong name or password')
    await issueToken(provider, resources, ctx, { accountId: username, grantType: 'password', refreshToken: true })
  }
  provider.registerGrantType('password', handler, ['username', 'password', 'scope', 'resource'])
}
