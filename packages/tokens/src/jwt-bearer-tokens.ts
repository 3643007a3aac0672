import { requestJwtBearerToken, type TokenClient } from 'grantkit'
import { misuse } from 'grantkit/internal'
import { askBy, emitterOf, keyBy } from './asking.ts'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { createGrantSource } from './grant-source.ts'
import { partsOf } from './internal/target-parts.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'

/** What tokens by the JWT bearer grant are made with. */
export interface JwtBearerTokensSettings extends SourceSettings<Pick<TokenClient, 'requestJwtBearerToken'>> {
  /** The JWT, or a function that makes a fresh one for each request. */
  assertion: string | (() => string | Promise<string>)
  /** Names whom the assertion is about; needed where a `store` is given, for a JWT isn't read here. */
  key?: string
}

/**
 * A source of tokens that a signed JWT is exchanged for (RFC 7523 section 2.1), kept and renewed as those of
 * `createClientCredentialsTokens`.
 *
 * @throws {TypeError} for a mistake in the settings.
 */
export function createJwtBearerTokens(settings: JwtBearerTokensSettings): DisposableSource {
  const policy = policyOf(settings)
  const { assertion, ...bound } = settings
  if (!assertion) misuse('assertion', 'a JWT, or a function that makes one')
  if (settings.store && !settings.key) misuse('key', 'a name for whom the assertion is about, where there is a store')
  const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const ask = askBy(bound, 'requestJwtBearerToken', requestJwtBearerToken, policy)
  const source = createGrantSource({
    policy,
    renewInBackground: settings.renewInBackground,
    emit: emitterOf(settings, policy, grantType),
    key: keyBy(bound, grantType, settings.key),
    scope: settings.scope,
    request: async () =>
      ask({ ...partsOf(settings), assertion: typeof assertion === 'function' ? await assertion() : assertion }),
  })
  return disposable(source)
}
