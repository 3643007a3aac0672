import { getUserInfo, orThrow, requestAuthorizationCodeToken, requestClientCredentialsToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startLemonldap } from './lemonldap.ts'
import { logIn } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const address = server.userInfoEndpoint
const expectedSubject = 'dwho'

const tokenOf = async (scope: string) => {
  const request = { address: server.tokenEndpoint, ...server.clients.spa, ...(await logIn(server, { scope })) }
  return orThrow(await requestAuthorizationCodeToken(request)).accessToken
}

describe('the userinfo endpoint of LemonLDAP::NG', () => {
  it('returns the claims of the scope', async () => {
    const all = await getUserInfo({ address, accessToken: await tokenOf('openid profile email'), expectedSubject })
    expect(all).toMatchObject({ isError: false, subject: 'dwho' })
    expect(all.json).toEqual({ sub: 'dwho', name: 'Doctor Who', email: 'dwho@badwolf.org' })
    const little = await getUserInfo({ address, accessToken: await tokenOf('openid'), expectedSubject })
    expect(little.json).toEqual({ sub: 'dwho' })
  })

  it('is refused if it names another user than the ID token', async () => {
    const request = { address, accessToken: await tokenOf('openid'), expectedSubject: 'rtyler' }
    expect(await getUserInfo(request)).toMatchObject({ isError: true, code: 'invalid_response' })
  })

  it('returns 401 and a challenge without a scheme for an unknown token: an HTTP failure without an OAuth error', async () => {
    const response = await getUserInfo({ address, accessToken: 'made-up', expectedSubject })
    expect(response).toMatchObject({ isError: true, errorType: 'http', code: 'http_error', httpStatus: 401 })
    expect(response.headers['www-authenticate']).toBe('error=invalid_request,error_description=Invalid request')
  })

  it("returns the client as the subject for a client's own token, which has no user", async () => {
    const request = { address: server.tokenEndpoint, ...server.clients.machine, scope: 'openid' }
    const { accessToken } = orThrow(await requestClientCredentialsToken(request))
    const response = await getUserInfo({ address, accessToken, expectedSubject: false })
    expect(response).toMatchObject({ isError: false, subject: 'machine' })
  })
})
