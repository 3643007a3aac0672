import { createOidcClient, type OidcClientSettings } from '@grantkit/oidc'
import { afterAll, describe, expect, it } from 'vitest'
import { UserAgent } from '../server/user-agent.ts'
import { postLogoutRedirectUri, redirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { fillPortalForm } from './portal-forms.ts'

const server = await startLemonldap()
afterAll(() => server.close())

async function signIn(settings: Partial<OidcClientSettings>) {
  const agent = new UserAgent()
  const client = createOidcClient({ issuer: server.issuer, ...server.clients.spa, redirectUri, ...settings })
  const { url, transaction } = await client.prepareLogin({ returnTo: '/orders' })
  const fill = (html: string) => fillPortalForm(html, {})
  const arrival = await agent.visit(url, { until: redirectUri, fill })
  return { client, agent, result: await client.processResponse(arrival.url, transaction) }
}

describe('a login by @grantkit/oidc at LemonLDAP::NG', () => {
  it.for<[string, Partial<OidcClientSettings>]>([
    ['a public client', {}],
    ['a client with a secret', server.clients.web],
    ['a client that asks for userinfo', { ...server.clients.web, scope: 'openid profile email', userInfo: true }],
  ])('%s', async ([, settings]) => {
    const { result } = await signIn(settings)
    if (result.status !== 'completed') throw new Error(JSON.stringify(result))
    expect(result).toMatchObject({ claims: { iss: server.issuer, sub: 'dwho' }, returnTo: '/orders' })
    if (settings.userInfo) expect(result.userInfo?.subject).toBe('dwho')
  })

  it('ends with a logout that comes back', async () => {
    const { client, agent, result } = await signIn(server.clients.web)
    if (result.status !== 'completed') throw new Error(result.status)
    const idTokenHint = result.token.idToken ?? ''
    const logout = await client.prepareLogout({ idTokenHint, postLogoutRedirectUri, returnTo: '/bye' })
    const fill = (html: string) => fillPortalForm(html, {})
    const { url } = await agent.visit(logout?.url ?? '', { until: postLogoutRedirectUri, fill })
    expect(client.processLogoutResponse(url, logout?.transaction)).toEqual({ status: 'signed_out', returnTo: '/bye' })
  })
})
