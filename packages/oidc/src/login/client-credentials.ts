import { present } from 'grantkit/internal/present'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { LoginServer } from './login-server.ts'

/** How the client authenticates: in the form if the server accepts a secret only there (RFC 8414 section 2). */
export function credentialsOf(
  settings: OidcClientSettings,
  server: LoginServer,
): Pick<OidcClientSettings, 'clientId' | 'clientSecret' | 'clientAssertion' | 'clientCredentialStyle'> {
  const { clientId, clientSecret, clientAssertion, clientCredentialStyle: style } = settings
  const onlyBody =
    clientSecret && /^(?!.*basic).*client_secret_post/.test(`${server.tokenEndpointAuthMethodsSupported}`)
  const clientCredentialStyle = style ?? (onlyBody ? 'body' : undefined)
  return present({ clientId, clientSecret, clientAssertion, clientCredentialStyle })
}
