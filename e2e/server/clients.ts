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
  /** every grant with a separate endpoint, private_key_jwt with the server's `clientKey` */
  everywherePrivateKeyJwt: { clientId: 'everywhere-private-key-jwt' },
  /** the same, client_secret_jwt with the key of `machineSecretJwt` */
  everywhereSecretJwt: { clientId: 'everywhere-secret-jwt' },
  /** authorization_code and refresh_token, a public client in a page */
  spa: { clientId: 'spa' },
  /** the same with DPoP-bound tokens */
  spaDPoP: { clientId: 'spa-dpop' },
  /** authorization_code, device_code and refresh_token, a native client on a loopback port */
  native: { clientId: 'native' },
  /** authorization_code and refresh_token, a native client with a scheme of its own */
  desktop: { clientId: 'desktop' },
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
  /** the API key grant, an extension of this server */
  gateway: { clientId: 'gateway', clientSecret: 'gateway-secret-value' },
  /** may introspect every token */
  resourceServer: { clientId: 'resource-server', clientSecret: 'resource-server-secret-value' },
  /** the same, with a response that is a JWT signed with ES256 (RFC 9701) */
  resourceServerJwt: { clientId: 'resource-server-jwt', clientSecret: 'resource-server-jwt-secret-value' },
  /** the same, and that JWT is encrypted to the client's `decryptionKeys.rsa` */
  resourceServerJwe: { clientId: 'resource-server-jwe', clientSecret: 'resource-server-jwe-secret-value' },
  /** as web; callbacks are JWTs signed with ES256 (JARM), if `responseMode` is `jwt` */
  webJarm: { clientId: 'web-jarm', clientSecret: 'web-jarm-secret-value' },
  /** as web; those JWTs are encrypted to the client's `decryptionKeys.ec` */
  webJarmEncrypted: { clientId: 'web-jarm-encrypted', clientSecret: 'web-jarm-encrypted-secret-value' },
  /** as web; user info is a JWT signed with ES256 */
  webSigned: { clientId: 'web-signed', clientSecret: 'web-signed-secret-value' },
  /** as web; ID tokens are encrypted to the client's `decryptionKeys.ec` (ECDH-ES), user info to `decryptionKeys.rsa` */
  webEncrypted: { clientId: 'web-encrypted', clientSecret: 'web-encrypted-secret-value' },
  /** as web; ID tokens are encrypted to the client's `decryptionKeys.rsa` (RSA-OAEP-256) */
  webEncryptedRsa: { clientId: 'web-encrypted-rsa', clientSecret: 'web-encrypted-rsa-secret-value' },
  /** as web, with private_key_jwt, and only with requests signed with the server's `clientKey` (JAR) */
  webJar: { clientId: 'web-jar' },
  /** as web; is told of logouts at the server's `backchannelLogoutUri` */
  webLogout: { clientId: 'web-logout', clientSecret: 'web-logout-secret-value' },
  /** as web by FAPI 2.0: private_key_jwt, pushed requests, DPoP-bound tokens */
  fapi: { clientId: 'fapi' },
  /** the same by FAPI 2.0 Message Signing: signed requests, and callbacks signed with ES256 */
  fapiSigned: { clientId: 'fapi-signed' },
} as const

/** The clients with a certificate, if the server is behind TLS. */
export const tlsClients = {
  /** client_credentials, tls_client_auth as the subject of the server's `clientCertificate` (RFC 8705 section 2.1) */
  machineTls: { clientId: 'machine-tls' },
  /** client_credentials, self_signed_tls_client_auth with the server's `selfSignedCertificate` (RFC 8705 section 2.2) */
  machineSelfSigned: { clientId: 'machine-self-signed' },
  /** authorization_code and refresh_token by FAPI 2.0: tls_client_auth, pushed requests, certificate-bound tokens */
  fapiTls: { clientId: 'fapi-tls' },
  /** the same, public: nothing but the certificate binds its tokens (RFC 8705 section 4) */
  nativeTls: { clientId: 'native-tls' },
} as const

/** The key of the clients with client_secret_jwt, long enough for HS256. */
export const clientSecretJwtKey = 'a-client-secret-of-at-least-32-bytes!'

/** The values that the clients' registrations need. */
export interface Registration {
  pageOrigin: string
  /** The public keys of the clients with keys: one for signatures, two for encryption. */
  clientKeys: JWK[]
  backchannelLogoutUri?: string | undefined
  /** The certificates of the clients that have one. */
  certificates?: { subjectDn: string; selfSigned: JWK } | undefined
}

/** The registrations of the clients for oidc-provider. */
export function clientMetadata(registration: Registration): object[] {
  const { pageOrigin, clientKeys, backchannelLogoutUri, certificates } = registration
  // a page's callback, and that of a web app
  const redirect_uris = [`${pageOrigin}/callback`, `${pageOrigin}/auth/callback`, `${pageOrigin}/`]
  const post_logout_redirect_uris = [`${pageOrigin}/`]
  const jwks = { keys: clientKeys }
  const none = { token_endpoint_auth_method: 'none' }
  const post = { token_endpoint_auth_method: 'client_secret_post' }
  const privateKeyJwt = { token_endpoint_auth_method: 'private_key_jwt', jwks }
  const secretJwt = { token_endpoint_auth_method: 'client_secret_jwt', client_secret: clientSecretJwtKey }
  const native = { application_type: 'native' }
  const dpop = { dpop_bound_access_tokens: true }
  const poll = { backchannel_token_delivery_mode: 'poll' }

  const es256 = 'ES256'
  const jar = { require_signed_request_object: true, request_object_signing_alg: es256 }
  const jarm = { authorization_signed_response_alg: es256 }
  const fapi = { id_token_signed_response_alg: es256, require_pushed_authorization_requests: true }
  const pushed = { require_pushed_authorization_requests: true }
  const logout = backchannelLogoutUri && {
    backchannel_logout_uri: backchannelLogoutUri,
    backchannel_logout_session_required: true,
  }

  const all = { ...clients, ...tlsClients }
  const client = (name: keyof typeof all, grant_types: string[], ...metadata: (object | '' | undefined)[]) => {
    const { clientId: client_id, clientSecret: client_secret } = { clientSecret: undefined, ...all[name] }
    const page = grant_types.includes('authorization_code')
    const where = page ? { redirect_uris, post_logout_redirect_uris } : { redirect_uris: [], response_types: [] }
    return Object.assign({ client_id, ...(client_secret && { client_secret }), grant_types }, where, ...metadata)
  }
  const login = ['authorization_code', 'refresh_token']
  const everywhere = [...login, 'client_credentials', grantTypes.deviceCode, grantTypes.ciba]

  return [
    client('machine', ['client_credentials'], { scope: 'read write' }),
    client('machinePost', ['client_credentials'], post),
    client('machineReserved', ['client_credentials']),
    client('machinePrivateKeyJwt', ['client_credentials'], privateKeyJwt),
    client('machineSecretJwt', ['client_credentials'], secretJwt),
    client('machineDPoP', ['client_credentials'], dpop),
    client('machineDPoPPrivateKeyJwt', ['client_credentials'], privateKeyJwt, dpop),
    client('everywherePrivateKeyJwt', everywhere, privateKeyJwt, poll),
    client('everywhereSecretJwt', everywhere, secretJwt, poll),
    client('spa', login, none),
    client('spaDPoP', login, none, dpop),
    // for native clients the server takes any port of a loopback redirect URI (RFC 8252 section 7.3)
    client('native', [...login, grantTypes.deviceCode], none, native, { redirect_uris: ['http://127.0.0.1/callback'] }),
    client('desktop', login, none, native, { redirect_uris: ['com.example.desktop:/callback'] }),
    client('web', login),
    client('webPushed', login, pushed),
    client('device', [grantTypes.deviceCode, 'refresh_token'], none, native),
    client('backchannel', [grantTypes.ciba, 'refresh_token'], poll),
    client('legacy', ['password', 'refresh_token'], none),
    client('legacyWeb', ['password', 'refresh_token']),
    client('exchanger', [grantTypes.tokenExchange]),
    client('partner', [grantTypes.jwtBearer, grantTypes.saml2Bearer]),
    client('gateway', [grantTypes.apiKey]),
    client('resourceServer', []),
    client('resourceServerJwt', [], { introspection_signed_response_alg: es256 }),
    client(
      'resourceServerJwe',
      [],
      { jwks, introspection_signed_response_alg: es256 },
      encrypted('introspection', 'RSA-OAEP-256'),
    ),
    client('webJarm', login, jarm),
    client('webJarmEncrypted', login, { jwks }, jarm, encrypted('authorization', 'ECDH-ES')),
    client('webSigned', login, { userinfo_signed_response_alg: es256 }),
    client(
      'webEncrypted',
      login,
      { jwks, userinfo_signed_response_alg: es256 },
      encrypted('id_token', 'ECDH-ES'),
      encrypted('userinfo', 'RSA-OAEP-256'),
    ),
    client('webEncryptedRsa', login, { jwks }, encrypted('id_token', 'RSA-OAEP-256')),
    client('webJar', login, privateKeyJwt, jar),
    client('webLogout', login, logout),
    client('fapi', login, privateKeyJwt, fapi, dpop),
    client('fapiSigned', login, privateKeyJwt, fapi, dpop, jar, jarm),
    ...(certificates ? tls(certificates) : []),
  ]

  function tls({ subjectDn, selfSigned }: NonNullable<typeof certificates>): object[] {
    const byAuthority = { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: subjectDn }
    const bySelf = { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [selfSigned] } }
    const bound = { tls_client_certificate_bound_access_tokens: true }
    return [
      client('machineTls', ['client_credentials'], byAuthority, bound),
      client('machineSelfSigned', ['client_credentials'], bySelf, bound),
      client('fapiTls', login, byAuthority, fapi, bound),
      client('nativeTls', login, none, bound),
    ]
  }
}

/** The registration members that make responses of this kind encrypted to the client's key for `alg`. */
function encrypted(kind: 'authorization' | 'id_token' | 'introspection' | 'userinfo', alg: string): object {
  return { [`${kind}_encrypted_response_alg`]: alg, [`${kind}_encrypted_response_enc`]: 'A256GCM' }
}
