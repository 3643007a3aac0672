import { orThrow, requestPasswordToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { startLemonldap } from './lemonldap.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const legacy = { address: server.tokenEndpoint, ...server.clients.legacy, scope: 'openid profile' }
const user = { username: 'dwho', password: 'dwho' }

describe('the password grant at LemonLDAP::NG', () => {
  it('returns access, refresh and ID token', async () => {
    const response = orThrow(await requestPasswordToken({ ...legacy, ...user }))
    expect(response).toMatchObject({ tokenType: 'Bearer', refreshToken: expect.any(String) })
    expect(decodeJwt(response.idToken ?? '')).toMatchObject({ sub: 'dwho', iss: server.issuer })
  })

  it('is refused with invalid_scope without a scope', async () => {
    const { scope: _, ...request } = legacy
    expect(await requestPasswordToken({ ...request, ...user })).toMatchObject(refusal(400, 'invalid_scope'))
  })

  it.each([
    ['a wrong password', { ...user, password: 'wrong' }],
    ['an unknown user', { ...user, username: 'nobody' }],
  ])('is refused with invalid_grant for %s', async (_, wrong) => {
    expect(await requestPasswordToken({ ...legacy, ...wrong })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it.each(['', '0'])('counts the password "%s" as missing', async (password) => {
    const response = await requestPasswordToken({ ...legacy, ...user, password })
    expect(response).toMatchObject(refusal(400, 'invalid_request'))
  })

  it('is refused to a client that may not use it', async () => {
    const request = { ...legacy, ...server.clients.spa, ...user }
    expect(await requestPasswordToken(request)).toMatchObject(refusal(400, 'unauthorized_client'))
  })
})
