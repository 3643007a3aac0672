import type { Middleware } from 'oidc-provider'
import { isLoopbackOrigin } from './loopback-origin.ts'
import { apiScopes, type Resources } from './resources.ts'

/** The address of an API's metadata (RFC 9728 section 3.1). */
export function metadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource)
  return `${origin}/.well-known/oauth-protected-resource${pathname}`
}

/** The metadata of each API (RFC 9728 section 2). */
export function resourceMetadata({ api, jwtApi }: Resources, issuer: string): Middleware {
  const byPath = new Map([api, jwtApi].map((resource) => [new URL(metadataUrl(resource)).pathname, resource]))
  return (ctx, next) => {
    const resource = byPath.get(ctx.path)
    if (!resource) return next()
    if (isLoopbackOrigin(ctx.get('origin'))) ctx.set({ 'access-control-allow-origin': ctx.get('origin') })
    ctx.body = {
      resource,
      authorization_servers: [issuer],
      scopes_supported: apiScopes,
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256'],
    }
  }
}
