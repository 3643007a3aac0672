import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Context } from 'oidc-provider'

/** oidc-provider's settings for client certificates (RFC 8705): signed by our authority, registered, or for binding only. */
export const mtlsFeature = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: certificateOf,
  certificateAuthorized: (ctx: Context) => (ctx.req.socket as TLSSocket).authorized,
  certificateSubjectMatches: (ctx: Context, property: string, expected: string) =>
    property === 'tls_client_auth_subject_dn' && certificateOf(ctx)?.subject === expected,
}

/** The authentication methods that the server must announce for certificates. */
export const mtlsAuthMethods = [
  'client_secret_basic',
  'client_secret_jwt',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
]

/** The client certificate of the connection, if there is one. */
export function certificateOf(ctx: Context): X509Certificate | undefined {
  const { raw } = (ctx.req.socket as Partial<TLSSocket>).getPeerCertificate?.() ?? {}
  return raw && new X509Certificate(raw)
}

/** The endpoint aliases for clients with a certificate (RFC 8705 section 5). */
export function mtlsEndpointAliases(origin: string): object {
  const paths = {
    token: '/token',
    pushed_authorization_request: '/request',
    introspection: '/token/introspection',
    revocation: '/token/revocation',
    userinfo: '/me',
  }
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [`${name}_endpoint`, origin + path]))
}
