import type { RequestOptions } from 'grantkit'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { type LoginServer, loginServerOf } from './login-server.ts'
import { metadataOf } from './server-metadata.ts'

/**
 * The endpoints of a login, from the settings or from the issuer's metadata.
 *
 * @throws {LoginError} with the code `discovery_failed` if the metadata can't be loaded.
 */
export async function loginEndpoints(
  settings: OidcClientSettings,
  options: Pick<RequestOptions, 'signal'> = {},
): Promise<LoginServer> {
  return loginServerOf(await metadataOf(settings, options))
}
