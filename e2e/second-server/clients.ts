/** The client members of a request, for each client: spread them into it. */
export const clients = {
  /** authorization_code with PKCE and consent; offline refresh tokens; public */
  spa: { clientId: 'spa' },
  /** authorization_code, no consent, refresh tokens that end with the session; JWTs for access tokens; confidential */
  web: { clientId: 'web', clientSecret: 'web-secret' },
  /** the same, with optional PKCE */
  webWithoutPkce: { clientId: 'web-without-pkce', clientSecret: 'web-without-pkce-secret' },
  /** client_credentials; may introspect, as every confidential client may */
  machine: { clientId: 'machine', clientSecret: 'machine-secret' },
  /** the same, with a secret that form encoding changes */
  machineSpaced: { clientId: 'machine-spaced', clientSecret: 'two words' },
  /** the same, with a secret whose Base64 contains a `/` */
  machineSlashed: { clientId: 'machine-slashed', clientSecret: 'what???' },
  /** password and refresh_token, public */
  legacy: { clientId: 'legacy' },
} as const

export const pageOrigin = 'http://localhost:8080'
export const redirectUri = `${pageOrigin}/callback`
export const postLogoutRedirectUri = `${pageOrigin}/`

type ClientName = keyof typeof clients

/** The configuration of each client for LemonLDAP::NG, without id and secret. */
const settings: Record<ClientName, object> = {
  spa: { Public: 1, RequirePKCE: 1, AllowOffline: 1 },
  web: { RequirePKCE: 1, BypassConsent: 1, RefreshToken: 1, AccessTokenJWT: 1 },
  webWithoutPkce: { BypassConsent: 1, AllowOffline: 1 },
  machine: { AllowClientCredentialsGrant: 1 },
  machineSpaced: { AllowClientCredentialsGrant: 1 },
  machineSlashed: { AllowClientCredentialsGrant: 1 },
  legacy: { Public: 1, AllowPasswordGrant: 1, RefreshToken: 1 },
}

/** The complete configuration of the clients for LemonLDAP::NG, for pages at an origin. */
export function clientConfiguration(origin: string): object {
  const names = Object.keys(clients) as ClientName[]
  return {
    oidcRPMetaDataOptions: Object.fromEntries(names.map((name) => [name, optionsOf(name, origin)])),
    oidcRPMetaDataExportedVars: Object.fromEntries(names.map((name) => [name, { name: 'cn', email: 'mail' }])),
  }
}

function optionsOf(name: ClientName, origin: string): object {
  const { clientId, clientSecret } = { clientSecret: undefined, ...clients[name] }
  const options = {
    ClientID: clientId,
    ...(clientSecret && { ClientSecret: clientSecret }),
    IDTokenSignAlg: 'RS256',
    RedirectUris: `${origin}/callback`,
    PostLogoutRedirectUris: `${origin}/`,
    ...settings[name],
  }
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [`oidcRPMetaDataOptions${key}`, value]))
}
