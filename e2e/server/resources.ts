import { errors, type ResourceServerInfo } from 'oidc-provider'

/** The APIs, by resource indicator. */
export interface Resources {
  /** Its tokens are opaque: they can be introspected and revoked. */
  api: string
  /** Its tokens are JWTs (RFC 9068), which this server neither introspects nor revokes. */
  jwtApi: string
  /** The server's settings for an API. Throws `invalid_target` for an unknown one. */
  infoOf(resource: string): ResourceServerInfo
}

export const apiScopes = ['read', 'write']

export function resourcesOf(issuer: string, lifetimeSeconds: number): Resources {
  const api = `${issuer}/api`
  const jwtApi = `${issuer}/jwt-api`
  const common = { scope: apiScopes.join(' '), accessTokenTTL: lifetimeSeconds }
  const known: Record<string, ResourceServerInfo> = {
    [api]: { ...common, accessTokenFormat: 'opaque' },
    [jwtApi]: { ...common, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } },
  }
  return {
    api,
    jwtApi,
    infoOf(resource) {
      const info = known[resource]
      if (!info) throw new errors.InvalidTarget()
      return info
    },
  }
}
