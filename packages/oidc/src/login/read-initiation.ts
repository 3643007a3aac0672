import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import type { LoginRequest } from './login-request.ts'

/**
 * The login that another site starts by sending the user to this URL (OIDC Core section 4), for `prepareLogin`; undefined
 * if its `iss` is not this issuer. Don't show or trust anything else in it: anyone can make such a URL.
 */
export function readInitiation(
  { issuer, redirectUri, basePath }: Pick<OidcClientSettings, 'issuer' | 'redirectUri' | 'basePath'>,
  url: string | URL,
): LoginRequest | undefined {
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(`${url}`)?.[1])
  const names = ['iss', 'login_hint', 'target_link_uri']
  if (parameters.get('iss') !== issuer || names.some((name) => parameters.getAll(name).length > 1)) return undefined
  const loginHint = parameters.get('login_hint')
  return {
    returnTo: safeReturnTo(parameters.get('target_link_uri'), redirectUri, basePath),
    ...(loginHint && { loginHint }),
  }
}
