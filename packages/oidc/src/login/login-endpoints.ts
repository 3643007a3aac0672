import type { RequestOptions } from 'grantkit'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { type LoginServer, loginServerOf } from './login-server.ts'
import { metadataOf } from './server-metadata.ts'

/**
 * The endpoints of a login, from the settings or from the issuer itself.
 *
 * @throws {LoginError} with the code `discovery_failed` if they can't be had.
 */
export async function loginEndpoints(
  settings: OidcClientSettings,
  options: Pick<RequestOptions, 'signal'> = {},
): Promise<LoginServer> {
  return loginServerOf(await metadataOf(settings, options))
}
