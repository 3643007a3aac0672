import { createAuthorizeUrl } from 'grantkit/internal/authorize-url'
import { pushPublicAuthorization } from 'grantkit/internal/push-public-authorization'
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

export function authorizeUrl(...[settings, server, parameters]: Parameters<AuthorizationCalls['url']>): string {
  return createAuthorizeUrl(
    { address: server.authorizationEndpoint!, clientId: settings.clientId, ...parameters },
    settings,
  )
}
