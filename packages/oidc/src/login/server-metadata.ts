// a module of its own: a callback doesn't need metadata
import type { DiscoveryMembers, RequestOptions } from 'grantkit'
import { endpointUrl } from 'grantkit/internal/address'
import { getIssuerMetadata } from 'grantkit/internal/issuer-metadata'
import { checkObject } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { LoginError } from './login-error.ts'

/**
 * The server's metadata.
 *
 * @throws {LoginError} with the code `discovery_failed` if it can't be loaded or names another issuer.
 */
export async function metadataOf(
  settings: OidcClientSettings,
  options: Pick<RequestOptions, 'signal'> = {},
): Promise<Partial<DiscoveryMembers>> {
  checkObject('options', options)
  const { signal } = options
  const { metadata, discovery, issuer } = settings
  if (metadata) return metadata
  // discovery would name it after its own field
  if (!discovery) endpointUrl(issuer, settings.allowInsecureHttp, 'issuer')
  const limits = present({ signal })
  const found = await (discovery?.get(limits) ?? getIssuerMetadata(issuer, { ...settings, ...limits }))
  if (found.isError) throw new LoginError('discovery_failed', { failure: found })
  if (found.issuer !== issuer) {
    throw new LoginError('discovery_failed', { cause: new Error('metadata of another issuer') })
  }
  return found
}
