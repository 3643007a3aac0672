import type { TokenClient } from 'grantkit'
import { requestClientCredentialsToken } from 'grantkit/token'
import { ask } from './asking.ts'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { createGrantSource } from './grant-source.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'

/** What tokens of the client itself are made with. */
export interface ClientCredentialsTokensSettings
  extends SourceSettings<Pick<TokenClient, 'requestClientCredentialsToken'>> {}

/**
 * A source of tokens for the client itself (RFC 6749 section 4.4): asked for when first needed, kept, renewed ahead of
 * their end, and with a `store` shared between machines.
 *
 * @throws {TypeError} for a mistake in the settings.
 *
 * @example
 * ```ts
 * const source = createClientCredentialsTokens({
 *   address: 'https://demo.example/connect/token',
 *   clientId: 'client',
 *   clientSecret: 'secret',
 *   scope: 'api1',
 * })
 * const { accessToken } = await source.getAccessToken()
 * ```
 */
export function createClientCredentialsTokens(settings: ClientCredentialsTokensSettings): DisposableSource {
  const settled = policyOf(settings)
  const verb = settled.client?.requestClientCredentialsToken ?? requestClientCredentialsToken
  return disposable(
    createGrantSource({
      settings: settled,
      grantType: 'client_credentials',
      begin: () => ({ request: () => ask(settled, verb, {}) }),
    }),
  )
}
