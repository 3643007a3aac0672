import { randomBytes } from 'node:crypto'
import { createLocalJWKSet } from 'jose'
import Provider, { type Middleware } from 'oidc-provider'
import { type BackchannelDevice, backchannelDevice } from './backchannel.ts'
import { type Certificates, createCertificates, publicJwkOf } from './certificates.ts'
import { clientMetadata, clients, tlsClients } from './clients.ts'
import { configuration } from './configuration.ts'
import { registerApiKeyGrant } from './grants/api-key.ts'
import { type JwtIssuer, registerJwtBearerGrant } from './grants/jwt-bearer.ts'
import { registerPasswordGrant } from './grants/password.ts'
import { registerSaml2BearerGrant, type Saml2Issuer } from './grants/saml2-bearer.ts'
import { registerTokenExchangeGrant } from './grants/token-exchange.ts'
import { interactions } from './interactions.ts'
import { listen } from './listen.ts'
import { mtlsAuthMethods, mtlsEndpointAliases, mtlsFeature } from './mtls.ts'
import { protectedApi } from './protected-api.ts'
import { type RecordedRequest, recorder } from './recorded-requests.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { resourcesOf } from './resources.ts'
import { createSigningKey } from './signing-keys.ts'
import { users } from './users.ts'

export interface AuthorizationServerOptions {
  /**
   * Where the pages of `spa`, `spa-dpop`, `web` and `web-pushed` live: they come back to `${pageOrigin}/callback` or
   * `${pageOrigin}/auth/callback`, and to `${pageOrigin}/`.
   */
  pageOrigin?: string
  /** Whether each DPoP proof must hold a nonce of the server; `unknown` if the server has none. @default false */
  dpopNonce?: boolean | 'unknown'
  /** `form` shows a login and a consent page; `auto` shows none and lets in whom `login_hint` names, else alice. @default 'form' */
  interaction?: 'form' | 'auto'
  /** Lifetimes in seconds that differ from the usual ones, by oidc-provider's model names such as `DeviceCode`. */
  ttl?: Record<string, number>
  /** For how long a refresh token is still taken after it has been rotated, in milliseconds. @default 0 */
  rotationOverlapMs?: number
  /** What a client must show in order to register. @default nothing */
  initialAccessToken?: string
  /** The host name in the issuer. @default '127.0.0.1' */
  host?: 'localhost' | '127.0.0.1'
  /** Where the client `web-logout` hears of logouts. */
  backchannelLogoutUri?: string
  /** Whether logins and logouts may be posted as forms; its cookies are then `SameSite=None`, which browsers drop here. @default false */
  formPosts?: boolean
  /** Whether to be behind TLS, with aliases of the endpoints for clients with a certificate (RFC 8705). @default false */
  tls?: boolean
  /** What every request passes through, once it is recorded: a test changes, delays or spoils answers there. */
  before?: Middleware
}

export interface AuthorizationServer {
  issuer: string
  tokenEndpoint: string
  authorizationEndpoint: string
  endSessionEndpoint: string
  deviceAuthorizationEndpoint: string
  backchannelAuthenticationEndpoint: string
  pushedAuthorizationRequestEndpoint: string
  introspectionEndpoint: string
  revocationEndpoint: string
  userInfoEndpoint: string
  registrationEndpoint: string
  jwksUri: string
  /** The resource indicator of an API with opaque tokens; it and `${api}/hello` want one. */
  api: string
  /** The resource indicator of an API with JWTs for tokens; it and `${jwtApi}/hello` want one. */
  jwtApi: string
  /** What a request says of each client: `{ ...server.clients.machine }`. */
  clients: typeof clients & typeof tlsClients
  /** Who can log in: alice with wonderland, bob with builder. */
  users: typeof users
  /** The private key of the clients with private_key_jwt (ES256, `kid` client). */
  clientKey: CryptoKey
  /** What decrypts that which is encrypted to the clients that want it so: RSA-OAEP-256 (`kid` client-rsa), ECDH-ES (client-ec). */
  decryptionKeys: { rsa: CryptoKey; ec: CryptoKey }
  /** There where the server is behind TLS, and so is where it asks for certificates. */
  certificates?: Certificates
  mtlsOrigin?: string
  /** Signs what the JWT bearer grant takes. */
  jwtIssuer: JwtIssuer
  /** Signs what the SAML 2.0 bearer grant takes. */
  saml2Issuer: Saml2Issuer
  /** The device on which a user approves or denies a backchannel authentication. */
  backchannelDevice: BackchannelDevice
  /** Every request that came, in order. */
  requests: RecordedRequest[]
  /** Why the token endpoint refused, in the server's own words, which it keeps from clients. */
  reasons: string[]
  provider: Provider
  close(): Promise<void>
}

/** A whole authorization server on a free loopback port: every grant, a protected API, users and clients. */
export async function startAuthorizationServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const { pageOrigin = 'http://localhost:1', interaction = 'form', host = '127.0.0.1', ttl = {} } = options
  const certificates = options.tls ? await createCertificates() : undefined
  // first listen, then configure: the issuer holds the port
  const listening = await listen(host, certificates)
  const asking = certificates && (await listen(host, certificates, true))
  const issuer = listening.origin

  const clientKey = await createSigningKey('ES256', 'client')
  const rsa = await createSigningKey('RSA-OAEP-256', 'client-rsa', 'enc')
  const ec = await createSigningKey('ECDH-ES', 'client-ec', 'enc')
  const serverKeys = [await createSigningKey('RS256', 'rs256'), await createSigningKey('ES256', 'es256')]
  const encryptionKey = await createSigningKey('RSA-OAEP-256', 'server-rsa', 'enc')
  const publicKeys = createLocalJWKSet({ keys: serverKeys.map((key) => key.publicJwk) })
  const resources = resourcesOf(issuer, ttl.AccessToken ?? 300)
  const { features, ...usual } = configuration({ resources, ttl, dpopNonce: false, ...options })
  const provider = new Provider(issuer, {
    ...usual,
    features: { ...features, ...(asking && { mTLS: mtlsFeature }) },
    ...(asking && {
      clientAuthMethods: mtlsAuthMethods,
      discovery: { mtls_endpoint_aliases: mtlsEndpointAliases(asking.origin) },
    }),
    clients: clientMetadata({
      pageOrigin,
      clientKeys: [clientKey, rsa, ec].map((key) => key.publicJwk),
      backchannelLogoutUri: options.backchannelLogoutUri,
      certificates: certificates && {
        subjectDn: certificates.clientSubject,
        selfSigned: publicJwkOf(certificates.selfSigned),
      },
    }),
    jwks: { keys: [...serverKeys, encryptionKey].map((key) => key.jwk) },
    cookies: {
      keys: [randomBytes(24).toString('base64url')],
      ...(options.formPosts && { long: { httpOnly: true, sameSite: 'none' } }),
    },
    enableHttpPostMethods: options.formPosts === true,
  })
  const tokenEndpoint = provider.urlFor('token')

  const requests: RecordedRequest[] = []
  const reasons: string[] = []
  provider.use(recorder(requests))
  if (options.before) provider.use(options.before)
  provider.use(interactions(provider, interaction))
  provider.use(resourceMetadata(resources, issuer))
  provider.use(protectedApi(provider, resources, issuer, publicKeys))
  provider.on('grant.error', (_, error) => reasons.push(error.error_detail ?? error.message))

  registerPasswordGrant(provider, resources)
  registerTokenExchangeGrant(provider, resources, issuer, publicKeys)
  registerApiKeyGrant(provider, resources)
  const jwtIssuer = await registerJwtBearerGrant(provider, resources, tokenEndpoint)
  const saml2Issuer = registerSaml2BearerGrant(provider, resources, tokenEndpoint)

  listening.serve(provider.callback())
  asking?.serve(provider.callback())

  return {
    issuer,
    tokenEndpoint,
    authorizationEndpoint: provider.urlFor('authorization'),
    endSessionEndpoint: provider.urlFor('end_session'),
    deviceAuthorizationEndpoint: provider.urlFor('device_authorization'),
    backchannelAuthenticationEndpoint: provider.urlFor('backchannel_authentication'),
    pushedAuthorizationRequestEndpoint: provider.urlFor('pushed_authorization_request'),
    introspectionEndpoint: provider.urlFor('introspection'),
    revocationEndpoint: provider.urlFor('revocation'),
    userInfoEndpoint: provider.urlFor('userinfo'),
    registrationEndpoint: provider.urlFor('registration'),
    jwksUri: provider.urlFor('jwks'),
    api: resources.api,
    jwtApi: resources.jwtApi,
    clients: { ...clients, ...tlsClients },
    users,
    clientKey: clientKey.privateKey,
    decryptionKeys: { rsa: rsa.privateKey, ec: ec.privateKey },
    ...(certificates && { certificates }),
    ...(asking && { mtlsOrigin: asking.origin }),
    jwtIssuer,
    saml2Issuer,
    backchannelDevice: backchannelDevice(provider),
    requests,
    reasons,
    provider,
    close: async () => {
      await Promise.all([listening.close(), asking?.close()])
    },
  }
}
