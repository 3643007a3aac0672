import { endpointUrl } from 'grantkit/internal/address'
import { authorizeForm } from 'grantkit/internal/authorize-form'
import { pushPublicAuthorization } from 'grantkit/internal/push-public-authorization'
import { urlWith } from 'grantkit/internal/url-with'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { type AuthorizationCalls, type PreparedLogin, prepareBy } from './login-preparation.ts'
import type { LoginRequest } from './login-request.ts'

/** `prepareLogin` for a public client, such as a page, without the code for authentication and for a `client`. */
export function preparePublicLogin(
  settings: OidcClientSettings,
  request: LoginRequest,
  options: { signal?: AbortSignal | undefined },
): Promise<PreparedLogin> {
  return prepareBy(publicCalls, settings, request, options)
}

const publicCalls: AuthorizationCalls = {
  push: (settings, server, parameters, options) => {
    const { clientId, dpop } = settings
    const address = server.pushedAuthorizationRequestEndpoint!
    return pushPublicAuthorization({ address, ...parameters, dpop, clientId }, { ...settings, ...options })
  },
  url: authorizeUrl,
}

/** The URL of a login, without the checks of `createAuthorizeUrl`: a login always has a state and a challenge. */
export function authorizeUrl(...[settings, server, parameters]: Parameters<AuthorizationCalls['url']>): string {
  const { clientId, allowInsecureHttp } = settings
  return urlWith(
    endpointUrl(server.authorizationEndpoint!, allowInsecureHttp),
    authorizeForm({ clientId, ...parameters }),
  )
}
