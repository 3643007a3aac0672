import type { DiscoveryMembers } from 'grantkit'
import { present } from 'grantkit/internal'
import type { OidcClientSettings } from '../oidc-client-settings.ts'

/** The metadata that a login keeps, so that a callback needs no discovery. */
export type LoginServer = Partial<Pick<DiscoveryMembers, (typeof kept)[number]>>

const kept = [
  'tokenEndpoint',
  'jwksUri',
  'userinfoEndpoint',
  'endSessionEndpoint',
  'revocationEndpoint',
  'idTokenSigningAlgValuesSupported',
  'authorizationResponseIssParameterSupported',
  'tokenEndpointAuthMethodsSupported',
] as const

/** The members of the metadata that a login keeps. */
export function loginServerOf(metadata: Partial<DiscoveryMembers>): LoginServer {
  const server: Record<string, unknown> = {}
  for (const name of kept) server[name] = metadata[name]
  return present(server)
}

/** The first endpoint that a login can't do without and that the metadata lacks. */
export function missingEndpoint(
  { client, keys, algorithms }: OidcClientSettings,
  metadata: Partial<DiscoveryMembers>,
  scope: string,
  ...others: (keyof DiscoveryMembers)[]
): string | undefined {
  const needed: (keyof DiscoveryMembers)[] = client ? [] : ['tokenEndpoint', ...others]
  if (isOpenId(scope) && !keys && !algorithms?.[0]?.startsWith('HS')) needed.push('jwksUri')
  return needed.find((name) => !metadata[name])
}

/** Whether an ID token is asked for. */
export function isOpenId(scope: string): boolean {
  return scope.split(/\s+/).includes('openid')
}

/** How the client authenticates: in the form if the server takes a secret only there (RFC 8414 section 2). */
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
