import { orThrow, requestAuthorizationCodeToken, requestPasswordToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { logIn, pageOrigin } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const legacy = { address: server.tokenEndpoint, ...server.clients.legacy }

/** Alice's tokens by the password grant. */
async function tokensOfAlice(scope = 'openid read write') {
  const alice = { username: 'alice', password: 'wonderland' }
  const { accessToken, refreshToken = '' } = orThrow(await requestPasswordToken({ ...legacy, ...alice, scope }))
  return { accessToken, refreshToken }
}

describe('the refresh_token grant', () => {
  it('returns a new token and the rotated refresh token (PAIN 20)', async () => {
    const old = await tokensOfAlice()
    const { refreshToken } = old
    const renewed = orThrow(await requestRefreshToken({ ...legacy, refreshToken }))
    expect(renewed).toMatchObject({ tokenType: 'Bearer', expiresIn: 300, scope: 'read write' })
    expect(renewed.refreshToken).toBeTruthy()
    expect(renewed.refreshToken).not.toBe(old.refreshToken)
    expect(renewed.accessToken).not.toBe(old.accessToken)
    expect((await callApi(server.api, renewed.accessToken)).body.hello).toBe('alice')
  })

  it('returns a narrower scope if one is requested', async () => {
    const { refreshToken } = await tokensOfAlice()
    const response = await requestRefreshToken({ ...legacy, refreshToken, scope: 'read' })
    expect(response).toMatchObject({ isError: false, scope: 'read' })
  })

  it('refreshes the tokens of a login, for a confidential client with offline_access', async () => {
    const { clientId } = server.clients.web
    const login = await logIn(server, { clientId, scope: 'openid offline_access', prompt: 'consent' })
    const web = { address: server.tokenEndpoint, ...server.clients.web }
    const { refreshToken = '' } = orThrow(await requestAuthorizationCodeToken({ ...web, ...login }))
    expect(await requestRefreshToken({ ...web, refreshToken })).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('gets tokens for several APIs one after the other, with a new refresh token each time (PAIN 28)', async () => {
    const login = await logIn(server, { scope: 'openid read', resource: [server.api, server.jwtApi] })
    const spa = { address: server.tokenEndpoint, ...server.clients.spa }
    const first = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login, resource: server.api }))
    const { refreshToken = '' } = first
    const second = orThrow(await requestRefreshToken({ ...spa, refreshToken, resource: server.jwtApi }))
    expect((await callApi(server.api, first.accessToken)).status).toBe(200)
    expect((await callApi(server.jwtApi, second.accessToken)).status).toBe(200)
  })

  it('is refused with a rotated refresh token, and the server then revokes the whole family', async () => {
    const { refreshToken } = await tokensOfAlice()
    const renewed = orThrow(await requestRefreshToken({ ...legacy, refreshToken }))
    expect((await callApi(server.api, renewed.accessToken)).status).toBe(200)

    expect(await requestRefreshToken({ ...legacy, refreshToken })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('refresh token already used')
    expect((await callApi(server.api, renewed.accessToken)).status).toBe(401)
    const next = await requestRefreshToken({ ...legacy, refreshToken: renewed.refreshToken ?? '' })
    expect(next).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused for a wider scope than the login had', async () => {
    const { refreshToken } = await tokensOfAlice('openid read')
    const response = await requestRefreshToken({ ...legacy, refreshToken, scope: 'read write' })
    expect(response).toMatchObject(refusal(400, 'invalid_scope'))
    // the refusal has not used up the refresh token
    expect(await requestRefreshToken({ ...legacy, refreshToken })).toMatchObject({ isError: false })
  })

  it('is refused with the refresh token of another client', async () => {
    const { refreshToken } = await tokensOfAlice()
    const response = await requestRefreshToken({ ...legacy, ...server.clients.spa, refreshToken })
    expect(response).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('client mismatch')
  })

  it('is refused with an unknown refresh token', async () => {
    const response = await requestRefreshToken({ ...legacy, refreshToken: 'made-up' })
    expect(response).toMatchObject(refusal(400, 'invalid_grant'))
  })
})
