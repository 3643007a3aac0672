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
   * The origin of the pages of `spa`, `spa-dpop`, `web` and `web-pushed`. Their redirect URIs are `${pageOrigin}/callback`,
   * `${pageOrigin}/auth/callback` and `${pageOrigin}/`.
   */
  pageOrigin?: string
  /** Whether each DPoP proof must contain a nonce of the server; `unknown` if the server has none. @default false */
  dpopNonce?: boolean | 'unknown'
  /** `form` shows a login and a consent page. `auto` shows none and logs in the user in `login_hint`, or alice. @default 'form' */
  interaction?: 'form' | 'auto'
  /** Lifetimes in seconds that differ from the usual ones, by oidc-provider's model names such as `DeviceCode`. */
  ttl?: Record<string, number>
  /** How long a rotated refresh token is still accepted, in milliseconds. @default 0 */
  rotationOverlapMs?: number
  /** The initial access token that a client needs to register. @default none */
  initialAccessToken?: string
  /** The host name in the issuer. @default '127.0.0.1' */
  host?: 'localhost' | '127.0.0.1'
  /** The back-channel logout address of the client `web-logout`. */
  backchannelLogoutUri?: string
  /** Whether logins and logouts may be posted as forms; its cookies are then `SameSite=None`, which browsers drop here. @default false */
  formPosts?: boolean
  /** Whether to be behind TLS, with aliases of the endpoints for clients with a certificate (RFC 8705). @default false */
  tls?: boolean
  /** Middleware for every request, after it is recorded. A test can change or delay responses with it. */
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
  /** The resource indicator of an API with opaque tokens. It and `${api}/hello` require one. */
  api: string
  /** The resource indicator of an API with JWT access tokens. It and `${jwtApi}/hello` require one. */
  jwtApi: string
  /** The client members of a request, for each client: `{ ...server.clients.machine }`. */
  clients: typeof clients & typeof tlsClients
  /** The users: alice with the password wonderland, bob with builder. */
  users: typeof users
  /** The private key of the clients with private_key_jwt (ES256, `kid` client). */
  clientKey: CryptoKey
  /** The decryption keys of the clients with encrypted responses: RSA-OAEP-256 (`kid` client-rsa), ECDH-ES (client-ec). */
  decryptionKeys: { rsa: CryptoKey; ec: CryptoKey }
  /** Present if the server uses TLS. */
  certificates?: Certificates
  mtlsOrigin?: string
  /** Signs assertions for the JWT bearer grant. */
  jwtIssuer: JwtIssuer
  /** Signs assertions for the SAML 2.0 bearer grant. */
  saml2Issuer: Saml2Issuer
  /** The device on which a user approves or denies a backchannel authentication. */
  backchannelDevice: BackchannelDevice
  /** Every received request, in order. */
  requests: RecordedRequest[]
  /** The reasons why the token endpoint refused requests, in the server's internal words. */
  reasons: string[]
  provider: Provider
  close(): Promise<void>
}

/** A complete authorization server on a free loopback port: every grant, protected APIs, users and clients. */
export async function startAuthorizationServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const { pageOrigin = 'http://localhost:1', interaction = 'form', host = '127.0.0.1', ttl = {} } = options
  const certificates = options.tls ? await createCertificates() : undefined
  // listen first, because the issuer contains the port
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
