import type { JWK } from 'jose'

export const grantTypes = {
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  ciba: 'urn:openid:params:grant-type:ciba',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  saml2Bearer: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
  apiKey: 'urn:example:params:oauth:grant-type:api-key',
} as const

/** What a request says of each client: spread one into it. */
export const clients = {
  /** client_credentials, Basic */
  machine: { clientId: 'machine', clientSecret: 'machine-secret-value' },
  /** client_credentials, the secret in the body */
  machinePost: { clientId: 'machine-post', clientSecret: 'machine-post-secret-value' },
  /** client_credentials, Basic, with every printable character that form encoding touches in both */
  machineReserved: { clientId: 'machine:reserved/+&=% id', clientSecret: 'p+q/r=s:t%41&v w?~*\'()!"<>#' },
  /** client_credentials, private_key_jwt with the server's `clientKey` */
  machinePrivateKeyJwt: { clientId: 'machine-private-key-jwt' },
  /** client_credentials, client_secret_jwt: the secret is the key and is not sent */
  machineSecretJwt: { clientId: 'machine-secret-jwt' },
  /** client_credentials, Basic, for DPoP-bound tokens only */
  machineDPoP: { clientId: 'machine-dpop', clientSecret: 'machine-dpop-secret-value' },
  /** client_credentials, private_key_jwt and DPoP together */
  machineDPoPPrivateKeyJwt: { clientId: 'machine-dpop-private-key-jwt' },
  /** authorization_code and refresh_token, a public client in a page */
  spa: { clientId: 'spa' },
  /** the same with DPoP-bound tokens */
  spaDPoP: { clientId: 'spa-dpop' },
  /** authorization_code and refresh_token, a native client on a loopback port */
  native: { clientId: 'native' },
  /** authorization_code and refresh_token, confidential */
  web: { clientId: 'web', clientSecret: 'web-secret-value' },
  /** the same, by pushed authorization requests only */
  webPushed: { clientId: 'web-pushed', clientSecret: 'web-pushed-secret-value' },
  /** device_code and refresh_token, public */
  device: { clientId: 'device' },
  /** CIBA (poll) and refresh_token */
  backchannel: { clientId: 'backchannel', clientSecret: 'backchannel-secret-value' },
  /** password and refresh_token, public */
  legacy: { clientId: 'legacy' },
  /** password and refresh_token, confidential */
  legacyWeb: { clientId: 'legacy-web', clientSecret: 'legacy-web-secret-value' },
  /** token exchange */
  exchanger: { clientId: 'exchanger', clientSecret: 'exchanger-secret-value' },
  /** the JWT and SAML 2.0 bearer grants */
  partner: { clientId: 'partner', clientSecret: 'partner-secret-value' },
  /** the API key grant, which is an extension of this server's own */
  gateway: { clientId: 'gateway', clientSecret: 'gateway-secret-value' },
  /** may introspect every token */
  resourceServer: { clientId: 'resource-server', clientSecret: 'resource-server-secret-value' },
} as const

/** The key of `machineSecretJwt`, long enough for HS256. */
export const clientSecretJwtKey = 'a-client-secret-of-at-least-32-bytes!'

/** The same clients as oidc-provider wants them registered. */
export function clientMetadata(pageOrigin: string, clientKey: JWK): object[] {
  const redirect_uris = [`${pageOrigin}/callback`]
  const post_logout_redirect_uris = [`${pageOrigin}/`]
  const jwks = { keys: [clientKey] }
  const none = { token_endpoint_auth_method: 'none' }
  const post = { token_endpoint_auth_method: 'client_secret_post' }
  const privateKeyJwt = { token_endpoint_auth_method: 'private_key_jwt', jwks }
  const secretJwt = { token_endpoint_auth_method: 'client_secret_jwt', client_secret: clientSecretJwtKey }
  const native = { application_type: 'native' }
  const dpop = { dpop_bound_access_tokens: true }

  const client = (name: keyof typeof clients, grant_types: string[], ...metadata: object[]) => {
    const { clientId: client_id, clientSecret: client_secret } = { clientSecret: undefined, ...clients[name] }
    const page = grant_types.includes('authorization_code')
    const where = page ? { redirect_uris, post_logout_redirect_uris } : { redirect_uris: [], response_types: [] }
    return Object.assign({ client_id, ...(client_secret && { client_secret }), grant_types }, where, ...metadata)
  }
  const login = ['authorization_code', 'refresh_token']

  return [
    client('machine', ['client_credentials'], { scope: 'read write' }),
    client('machinePost', ['client_credentials'], post),
    client('machineReserved', ['client_credentials']),
    client('machinePrivateKeyJwt', ['client_credentials'], privateKeyJwt),
    client('machineSecretJwt', ['client_credentials'], secretJwt),
    client('machineDPoP', ['client_credentials'], dpop),
    client('machineDPoPPrivateKeyJwt', ['client_credentials'], privateKeyJwt, dpop),
    client('spa', login, none),
    client('spaDPoP', login, none, dpop),
    // for native clients the server takes any port of a loopback redirect URI (RFC 8252 section 7.3)
    client('native', login, none, native, { redirect_uris: ['http://127.0.0.1/callback'] }),
    client('web', login),
    client('webPushed', login, { require_pushed_authorization_requests: true }),
    client('device', [grantTypes.deviceCode, 'refresh_token'], none, native),
    client('backchannel', [grantTypes.ciba, 'refresh_token'], { backchannel_token_delivery_mode: 'poll' }),
    client('legacy', ['password', 'refresh_token'], none),
    client('legacyWeb', ['password', 'refresh_token']),
    client('exchanger', [grantTypes.tokenExchange]),
    client('partner', [grantTypes.jwtBearer, grantTypes.saml2Bearer]),
    client('gateway', [grantTypes.apiKey]),
    client('resourceServer', []),
  ]
}
