import { orThrow, requestAuthorizationCodeToken, requestPasswordToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { startLemonldap } from './lemonldap.ts'
import { type LoginRequest, logIn } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const address = server.tokenEndpoint
const spa = { address, ...server.clients.spa }
const legacy = { address, ...server.clients.legacy }

const offline: LoginRequest = { scope: 'openid profile offline_access', prompt: 'consent' }
const logInOffline = async () =>
  orThrow(await requestAuthorizationCodeToken({ ...spa, ...(await logIn(server, offline)) }))

describe('a refresh token of LemonLDAP::NG', () => {
  it('is issued for offline_access with prompt=consent, and the scope in the response does not contain it', async () => {
    const response = await logInOffline()
    expect(response).toMatchObject({ refreshToken: expect.any(String), scope: 'openid profile' })
  })

  it('is not issued for offline_access without prompt=consent', async () => {
    const login = await logIn(server, { ...offline, prompt: '' })
    const response = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login }))
    expect(response.refreshToken).toBeUndefined()
  })

  it('can be used any number of times and is never rotated', async () => {
    const { refreshToken = '', accessToken } = await logInOffline()
    for (let times = 0; times < 2; times++) {
      const response = orThrow(await requestRefreshToken({ ...spa, refreshToken }))
      expect(response).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, idToken: expect.any(String) })
      expect(response.accessToken).not.toBe(accessToken)
      expect(response.refreshToken).toBeUndefined()
    }
  })

  it('is issued by the password grant too', async () => {
    const request = { ...legacy, username: 'dwho', password: 'dwho', scope: 'openid' }
    const { refreshToken = '' } = orThrow(await requestPasswordToken(request))
    expect(await requestRefreshToken({ ...legacy, refreshToken })).toMatchObject({ isError: false })
  })

  it('returns the full scope again if less is requested', async () => {
    const { refreshToken = '' } = await logInOffline()
    const response = orThrow(await requestRefreshToken({ ...spa, refreshToken, scope: 'openid' }))
    expect(response.scope).toBeUndefined()
  })

  it('that is unknown gets invalid_request, although RFC 6749 section 5.2 requires invalid_grant', async () => {
    const response = await requestRefreshToken({ ...spa, refreshToken: 'made-up' })
    expect(response).toMatchObject(refusal(400, 'invalid_request'))
  })

  it('of another client gets invalid_grant', async () => {
    const { refreshToken = '' } = await logInOffline()
    expect(await requestRefreshToken({ ...legacy, refreshToken })).toMatchObject(refusal(400, 'invalid_grant'))
  })
})
