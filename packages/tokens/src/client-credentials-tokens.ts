import type { TokenClient } from 'grantkit'
import { requestClientCredentialsToken } from 'grantkit/token'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { createGrantSource } from './grant-source.ts'
import { requestByGrant } from './request-by-grant.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'

/** The settings of `createClientCredentialsTokens`. */
export interface ClientCredentialsTokensSettings
  extends SourceSettings<Pick<TokenClient, 'requestClientCredentialsToken'>> {}

/**
 * A source of tokens for the client itself (RFC 6749 section 4.4). A token is requested when first needed, cached, refreshed
 * before it expires, and with a `store` shared among machines.
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
      begin: () => ({ request: () => requestByGrant(settled, verb, {}) }),
    }),
  )
}
