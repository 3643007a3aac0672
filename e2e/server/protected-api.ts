import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Context, Middleware, Provider } from 'oidc-provider'
import { isLoopbackOrigin } from './loopback-origin.ts'
import { certificateOf } from './mtls.ts'
import { metadataUrl } from './resource-metadata.ts'
import { apiScopes, type Resources } from './resources.ts'

/** The contents of a token for an API. */
interface Caller {
  name: string | undefined
  scope: string | undefined
  /** The thumbprint of the key that the token is bound to. */
  jkt: string | undefined
  /** The thumbprint of the certificate that it is bound to. */
  x5t: string | undefined
}

/**
 * Two APIs on the server's origin: `/api` and `/api/hello` accept opaque tokens, `/jwt-api` and `/jwt-api/hello` accept JWTs; each
 * only those issued for it. A DPoP-bound token needs its proof (RFC 9449 section 7.1), and a token that is bound to a certificate
 * needs that (RFC 8705 section 3). A 401 response contains the address of the API's metadata (RFC 9728).
 */
export function protectedApi(
  provider: Provider,
  resources: Resources,
  issuer: string,
  keys: JWTVerifyGetKey,
): Middleware {
  const { api, jwtApi } = resources
  const usedProofs = new Set<string>()

  async function opaqueCaller(token: string): Promise<Caller | undefined> {
    const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token))
    if (found?.aud !== api) return undefined
    return { name: found.accountId ?? found.clientId, scope: found.scope, jkt: found.jkt, x5t: found['x5t#S256'] }
  }

  async function jwtCaller(token: string): Promise<Caller | undefined> {
    const expected = { issuer, audience: jwtApi, typ: 'at+jwt' }
    const verified = await jwtVerify<{ scope?: string; cnf?: { jkt?: string; 'x5t#S256'?: string } }>(
      token,
      keys,
      expected,
    ).catch(() => {})
    if (!verified) return undefined
    const { sub, scope, cnf } = verified.payload
    return { name: sub, scope, jkt: cnf?.jkt, x5t: cnf?.['x5t#S256'] }
  }

  async function hasProof(ctx: Context, token: string, jkt: string): Promise<boolean> {
    const verified = await jwtVerify(ctx.get('dpop'), EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 60 }).catch(() => {})
    if (!verified?.protectedHeader.jwk) return false
    const { htm, htu, ath, jti } = verified.payload
    const isFresh = typeof jti === 'string' && !usedProofs.has(jti)
    usedProofs.add(`${jti}`)
    return (
      isFresh &&
      htm === ctx.method &&
      htu === issuer + ctx.path &&
      ath === createHash('sha256').update(token).digest('base64url') &&
      jkt === (await calculateJwkThumbprint(verified.protectedHeader.jwk))
    )
  }

  return async (ctx, next) => {
    const [, name] = /^\/(api|jwt-api)(\/hello)?$/.exec(ctx.path) ?? []
    if (!name) return next()
    const callerOf = name === 'api' ? opaqueCaller : jwtCaller
    if (isLoopbackOrigin(ctx.get('origin'))) {
      ctx.set({ 'access-control-allow-origin': ctx.get('origin'), 'access-control-expose-headers': 'WWW-Authenticate' })
    }
    if (ctx.method === 'OPTIONS') {
      ctx.set({ 'access-control-allow-methods': 'GET', 'access-control-allow-headers': 'authorization, dpop' })
      ctx.status = 204
      return
    }
    const [, scheme, token] = /^(bearer|dpop) (\S+)$/i.exec(ctx.get('authorization')) ?? []
    const caller = token ? await callerOf(token) : undefined
    const bound = scheme?.toLowerCase() === 'dpop'
    const isProven = !bound || !caller?.jkt || (await hasProof(ctx, token ?? '', caller.jkt))
    const isOwner = ({ jkt, x5t }: Caller) =>
      bound === !!jkt &&
      isProven &&
      (!x5t ||
        x5t ===
          createHash('sha256')
            .update(certificateOf(ctx)?.raw ?? '')
            .digest('base64url'))
    if (!token || !caller || !isOwner(caller)) {
      ctx.status = 401
      const metadata = `resource_metadata="${metadataUrl(`${issuer}/${name}`)}"`
      const error = isProven ? 'invalid_token' : 'invalid_dpop_proof'
      const challenge = `${bound ? 'DPoP' : 'Bearer'} error="${error}", ${metadata}`
      // a request without a token gets no error (RFC 6750 section 3.1)
      const offer = `Bearer scope="${apiScopes.join(' ')}", ${metadata}, DPoP algs="ES256", ${metadata}`
      ctx.set({ 'www-authenticate': token ? challenge : offer })
      ctx.body = { error }
      return
    }
    ctx.body = { hello: caller.name, scope: caller.scope }
  }
}
