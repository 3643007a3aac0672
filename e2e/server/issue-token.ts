import { type Context, errors, type Provider } from 'oidc-provider'
import {
  buildTokenResponse,
  checkDpopReplay,
  checkDpopRequired,
  validateClientScope,
  validateDpop,
} from 'oidc-provider/lib/helpers/grants.js'
import { apiScopes, type Resources } from './resources.ts'
import { findUser } from './users.ts'

/** The token that a custom grant wants to issue. */
export interface Issue {
  accountId: string
  grantType: string
  /** Defaults to the requested scope. */
  scope?: string | undefined
  refreshToken?: boolean
  issuedTokenType?: string
  /** Additional members of the response. */
  members?: object
}

/** The value of a parameter; the first one if it is repeated. */
export function parameter(ctx: Context, name: string): string | undefined {
  return [ctx.oidc.params[name]].flat()[0]
}

/** Responds with a token for a user, by a custom grant. The token is bound to the key if the request has a DPoP proof. */
export async function issueToken(provider: Provider, resources: Resources, ctx: Context, issue: Issue): Promise<void> {
  const { accountId, grantType } = issue
  const { client } = ctx.oidc
  if (!findUser(accountId)) throw new errors.InvalidGrant('account not found')
  const proof = await validateDpop(provider, ctx)
  checkDpopRequired(provider, ctx, proof)

  const wanted = (issue.scope ?? parameter(ctx, 'scope') ?? '').split(' ').filter(Boolean)
  validateClientScope(provider, ctx, wanted)
  const forUserInfo = wanted.filter((scope) => !apiScopes.includes(scope))
  const forApi = wanted.filter((scope) => apiScopes.includes(scope))
  const resource =
    parameter(ctx, 'resource') ?? parameter(ctx, 'audience') ?? (forApi.length ? resources.api : undefined)

  // without a saved grant the server considers its tokens revoked
  const grant = new provider.Grant({ accountId, clientId: client.clientId })
  if (forUserInfo.length) grant.addOIDCScope(forUserInfo.join(' '))
  if (resource) grant.addResourceScope(resource, forApi.join(' '))
  const grantId = await grant.save()
  const common = { accountId, client, grantId, gty: grantType }

  const scope = (resource ? forApi : forUserInfo).join(' ') || undefined
  const token = new provider.AccessToken({ ...common, scope })
  if (resource) token.resourceServer = new provider.ResourceServer(resource, resources.infoOf(resource))
  if (proof) {
    await checkDpopReplay(provider, ctx, proof, client.clientId)
    token.setThumbprint('jkt', proof.thumbprint)
  }
  const accessToken = await token.save()
  ctx.oidc.entity('AccessToken', token)
  ctx.oidc.entity('Grant', grant)

  ctx.body = buildTokenResponse(provider, {
    accessToken,
    tokenType: token.tokenType,
    expiresIn: token.expiration,
    scope,
    refreshToken: issue.refreshToken && (await issueRefreshToken()),
    idToken: wanted.includes('openid') ? await issueIdToken() : undefined,
    issuedTokenType: issue.issuedTokenType,
    parameters: { ...issue.members },
  })

  async function issueRefreshToken(): Promise<string | undefined> {
    if (!client.grantTypeAllowed('refresh_token')) return undefined
    const authTime = Math.floor(Date.now() / 1000)
    const jkt = client.clientAuthMethod === 'none' ? proof?.thumbprint : undefined
    const members = { ...common, scope: wanted.join(' '), resource, rotations: 0, authTime, jkt }
    return new provider.RefreshToken(members).save()
  }

  async function issueIdToken(): Promise<string> {
    const idToken = new provider.IdToken({ sub: accountId }, { ctx })
    idToken.scope = 'openid'
    return idToken.issue({ use: 'idtoken' })
  }
}
