import { type Context, errors, type Provider } from 'oidc-provider'
import { grantTypes } from '../clients.ts'
import { issueToken, parameter } from '../issue-token.ts'
import type { Resources } from '../resources.ts'

/** The API keys and their users. */
export const apiKeys: Readonly<Record<string, string>> = { 'key-of-alice-4711': 'alice' }

/**
 * An extension grant (RFC 6749 section 4.5) that exchanges an API key for a token. Parameters: `api_key`, and `feature`, which may
 * be repeated. The response has the additional members `features` and `limits`.
 */
export function registerApiKeyGrant(provider: Provider, resources: Resources): void {
  async function handler(ctx: Context): Promise<void> {
    const apiKey = parameter(ctx, 'api_key')
    if (!apiKey) throw new errors.InvalidRequest('api_key is missing')
    const accountId = Object.hasOwn(apiKeys, apiKey) ? apiKeys[apiKey] : undefined
    if (!accountId) throw new errors.InvalidGrant('the API key is unknown')
    const features = [ctx.oidc.params.feature ?? []].flat()
    await issueToken(provider, resources, ctx, {
      accountId,
      grantType: grantTypes.apiKey,
      members: { features, limits: { requests_per_minute: 60 } },
    })
  }
  provider.registerGrantType(grantTypes.apiKey, handler, ['api_key', 'feature', 'scope'], ['feature'])
}
