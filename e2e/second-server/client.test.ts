import { createClient, createPkce, createState, orThrow } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { UserAgent } from '../server/user-agent.ts'
import { postLogoutRedirectUri, redirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { fillPortalForm } from './portal-forms.ts'

const server = await startLemonldap()
afterAll(() => server.close())

describe('a bound client of LemonLDAP::NG', () => {
  it('needs only the issuer for login, tokens, userinfo, introspection and logout', async () => {
    const client = createClient({ authority: server.issuer, ...server.clients.web })
    const agent = new UserAgent()
    const fill = (html: string) => fillPortalForm(html)

    const { codeVerifier, ...challenge } = await createPkce()
    const state = createState()
    const login = await client.createAuthorizeUrl({ redirectUri, scope: 'openid email', state, ...challenge })
    const { url } = await agent.visit(login, { until: redirectUri, fill })
    const callback = await client.parseAuthorizeResponse(url, { state })
    if (callback.isError) throw new Error(callback.error)
    const { code } = callback
    const token = orThrow(await client.requestAuthorizationCodeToken({ code, redirectUri, codeVerifier }))
    const { accessToken, idToken: idTokenHint = '', refreshToken = '' } = token

    const expectedSubject = decodeJwt(idTokenHint).sub ?? ''
    expect(await client.getUserInfo({ accessToken, expectedSubject })).toMatchObject({
      isError: false,
      subject: 'dwho',
    })
    expect(await client.introspectToken({ token: accessToken })).toMatchObject({ isError: false, active: true })
    expect(await client.requestRefreshToken({ refreshToken })).toMatchObject({ isError: false })

    const logout = await client.createEndSessionUrl({ idTokenHint, postLogoutRedirectUri })
    expect((await agent.visit(logout, { until: postLogoutRedirectUri, fill })).url.href).toBe(postLogoutRedirectUri)
    expect(await client.introspectToken({ token: accessToken })).toMatchObject({ isError: false, active: false })
  })

  it('cannot revoke a token, and names the endpoint that the metadata lacks', async () => {
    const client = createClient({ authority: server.issuer, ...server.clients.web })
    const revocation = client.revokeToken({ token: 'a-token' })
    await expect(revocation).rejects.toThrow(TypeError)
    await expect(revocation).rejects.toThrow('revocationEndpoint')
  })
})
