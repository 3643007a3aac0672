import { type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type Context, errors, type Provider } from 'oidc-provider'
import { grantTypes } from '../clients.ts'
import { issueToken, parameter } from '../issue-token.ts'
import type { Resources } from '../resources.ts'

const tokenType = 'urn:ietf:params:oauth:token-type:'

/** The user and client of a token of this server. */
interface Party {
  sub: string
  scope?: string | undefined
  act?: object | undefined
}

/**
 * RFC 8693: exchanges a token of this server, opaque or JWT, for another one, which contains `act` if there is an actor token. A test
 * double, because every client may act for every user.
 */
export function registerTokenExchangeGrant(
  provider: Provider,
  resources: Resources,
  issuer: string,
  keys: JWTVerifyGetKey,
): void {
  async function partyOf(ctx: Context, role: 'subject_token' | 'actor_token'): Promise<Party> {
    const token = parameter(ctx, role)
    const type = parameter(ctx, `${role}_type`)
    if (!token || !type) throw new errors.InvalidRequest(`${role} and ${role}_type are needed`)
    const opaque = type === `${tokenType}access_token` ? await provider.AccessToken.find(token) : undefined
    if (opaque?.accountId) return { sub: opaque.accountId, scope: opaque.scope }
    try {
      const { payload } = await jwtVerify<{ scope?: string; act?: object }>(token, keys, {
        issuer,
        requiredClaims: ['sub'],
      })
      return { sub: payload.sub ?? '', scope: payload.scope, act: payload.act }
    } catch {
      throw new errors.InvalidRequest(`${role} is not a token of this server`)
    }
  }

  async function handler(ctx: Context): Promise<void> {
    const subject = await partyOf(ctx, 'subject_token')
    if (parameter(ctx, 'actor_token')) {
      const actor = await partyOf(ctx, 'actor_token')
      ctx.state.act = { sub: actor.sub, ...(subject.act && { act: subject.act }) }
    }
    const wanted = parameter(ctx, 'requested_token_type') ?? `${tokenType}access_token`
    if (wanted !== `${tokenType}access_token`) throw new errors.InvalidRequest('requested_token_type is not supported')
    await issueToken(provider, resources, ctx, {
      accountId: subject.sub,
      grantType: grantTypes.tokenExchange,
      scope: parameter(ctx, 'scope') ?? subject.scope,
      issuedTokenType: wanted,
    })
  }

  const parameters = ['audience', 'resource', 'scope', 'requested_token_type']
  const tokens = ['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type']
  provider.registerGrantType(grantTypes.tokenExchange, handler, [...parameters, ...tokens], ['audience', 'resource'])
}
