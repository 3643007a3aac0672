import type { TokenClient } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { requestJwtBearerToken } from 'grantkit/token'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { createGrantSource } from './grant-source.ts'
import { inTime } from './in-time.ts'
import { requestByGrant } from './request-by-grant.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'

/** The settings of `createJwtBearerTokens`. */
export interface JwtBearerTokensSettings extends SourceSettings<Pick<TokenClient, 'requestJwtBearerToken'>> {
  /** The JWT, or a function that creates a new one for each request. */
  assertion: string | (() => string | Promise<string>)
  /** The name of the assertion's subject in the store; required with a `store`, because the JWT isn't parsed. */
  key?: string
}

/**
 * A source that exchanges a signed JWT for tokens (RFC 7523 section 2.1). It caches and refreshes them as
 * `createClientCredentialsTokens`.
 *
 * @throws {TypeError} for a mistake in the settings.
 */
export function createJwtBearerTokens(settings: JwtBearerTokensSettings): DisposableSource {
  const { assertion, ...settled } = policyOf(settings)
  if (!assertion) misuse('assertion', 'a JWT, or a function that makes one')
  if (settled.store && !settled.key) misuse('key', 'a name for the user of the assertion: the store needs it')
  const verb = settled.client?.requestJwtBearerToken ?? requestJwtBearerToken
  const make = async () => (typeof assertion === 'function' ? assertion() : assertion)
  const request = async () =>
    requestByGrant(settled, verb, { assertion: await inTime(make, settled.clock, settled.timeoutMs) })
  return disposable(
    createGrantSource({
      settings: settled,
      grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      begin: () => ({ request }),
    }),
  )
}
