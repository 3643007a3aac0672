import { createEndSessionUrl, createState, orThrow, requestAuthorizationCodeToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { UserAgent } from '../server/user-agent.ts'
import { pageOrigin, postLogoutRedirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { logIn, visitPortal } from './log-in.ts'
import { fillPortalForm, type Person } from './portal-forms.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const web = { address: server.tokenEndpoint, ...server.clients.web }

/** A logged-in user with tokens, and a function that logs the user out. */
async function session() {
  const agent = new UserAgent()
  const login = await logIn(server, { agent, clientId: web.clientId })
  const { idToken: idTokenHint = '', refreshToken = '' } = orThrow(
    await requestAuthorizationCodeToken({ ...web, ...login }),
  )
  const state = createState()
  const logOut = (person: Person = {}, postLogout = postLogoutRedirectUri) => {
    const request = { address: server.endSessionEndpoint, idTokenHint, postLogoutRedirectUri: postLogout, state }
    // the user is logged out, even if a login page follows
    const fill = (html: string) => (html.includes('name="confirm"') ? fillPortalForm(html, person) : undefined)
    return agent.visit(createEndSessionUrl(request), { until: pageOrigin, fill })
  }
  return { agent, refreshToken, state, logOut }
}

describe('the end session endpoint of LemonLDAP::NG', () => {
  it('asks the user, ends the session and its refresh tokens, and comes back with the state', async () => {
    const { refreshToken, state, logOut } = await session()
    expect(await requestRefreshToken({ ...web, refreshToken })).toMatchObject({ isError: false })
    expect((await logOut()).url.href).toBe(`${postLogoutRedirectUri}?state=${state}`)
    expect(await requestRefreshToken({ ...web, refreshToken })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('also comes back if the user refuses, and the session continues', async () => {
    const { agent, refreshToken, state, logOut } = await session()
    expect((await logOut({ refuse: true })).url.href).toBe(`${postLogoutRedirectUri}?state=${state}`)
    expect(await requestRefreshToken({ ...web, refreshToken })).toMatchObject({ isError: false })
    const again = await visitPortal(server, { agent, clientId: web.clientId, prompt: 'none' })
    expect(again.url.searchParams.get('code')).toEqual(expect.any(String))
  })

  it('comes back at once if there is no session left', async () => {
    const { state, logOut } = await session()
    await logOut()
    expect((await logOut()).url.href).toBe(`${postLogoutRedirectUri}?state=${state}`)
  })

  it('stays at the portal if the redirect URI is not registered, but logs the user out', async () => {
    const { refreshToken, logOut } = await session()
    const { url } = await logOut({}, `${pageOrigin}/elsewhere`)
    expect(url.href).toContain(server.issuer)
    expect(await requestRefreshToken({ ...web, refreshToken })).toMatchObject(refusal(400, 'invalid_grant'))
  })
})
