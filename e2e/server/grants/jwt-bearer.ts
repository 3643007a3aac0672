import { jwtVerify, SignJWT } from 'jose'
import { type Context, errors, type Provider } from 'oidc-provider'
import { grantTypes } from '../clients.ts'
import { issueToken, parameter } from '../issue-token.ts'
import type { Resources } from '../resources.ts'
import { createSigningKey } from '../signing-keys.ts'

/** Signs JWTs for the JWT bearer grant. */
export interface JwtIssuer {
  /** Its `iss`. */
  issuer: string
  /** An assertion about a user, valid for a minute and for one use. `claims` override the standard ones. */
  createAssertion(subject: string, claims?: Record<string, unknown>): Promise<string>
}

/** RFC 7523 section 2.1: accepts the assertions of one registered issuer. Checks signature, audience, lifetime and `jti`. */
export async function registerJwtBearerGrant(
  provider: Provider,
  resources: Resources,
  audience: string,
): Promise<JwtIssuer> {
  const issuer = 'https://jwt-issuer.example'
  const key = await createSigningKey('ES256', 'jwt-issuer')
  const used = new Set<string>()

  async function handler(ctx: Context): Promise<void> {
    const { payload } = await jwtVerify(parameter(ctx, 'assertion') ?? '', key.publicJwk, {
      issuer,
      audience,
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'exp', 'jti'],
    }).catch(() => {
      throw new errors.InvalidGrant('the assertion is not acceptable')
    })
    const { sub = '', jti = '' } = payload
    if (used.has(jti)) throw new errors.InvalidGrant('the assertion was used before')
    used.add(jti)
    await issueToken(provider, resources, ctx, { accountId: sub, grantType: grantTypes.jwtBearer })
  }
  provider.registerGrantType(grantTypes.jwtBearer, handler, ['assertion', 'scope'])

  return {
    issuer,
    async createAssertion(subject, claims = {}) {
      const now = Math.floor(Date.now() / 1000)
      const standard = { iss: issuer, sub: subject, aud: audience, iat: now, exp: now + 60, jti: crypto.randomUUID() }
      return new SignJWT({ ...standard, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'jwt-issuer' })
        .sign(key.privateKey)
    },
  }
}
