import { setTimeout as sleep } from 'node:timers/promises'
import {
  orThrow,
  requestAuthorizationCodeToken,
  requestBackchannelAuthenticationToken,
  requestDeviceToken,
  requestPasswordToken,
  requestRefreshToken,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startBackchannelAuthentication, startDeviceLogin } from '../server/pending-logins.ts'
import { callApi } from './call-api.ts'
import { logIn, pageOrigin } from './log-in.ts'
import { refusal } from './refusal.ts'

const lifetimes = ['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'BackchannelAuthenticationRequest']
const ttl = Object.fromEntries(lifetimes.map((name) => [name, 1]))
const server = await startAuthorizationServer({ pageOrigin, ttl })
afterAll(() => server.close())

const address = server.tokenEndpoint
const legacy = { address, ...server.clients.legacy, username: 'alice', password: 'wonderland', scope: 'openid read' }
const token = orThrow(await requestPasswordToken(legacy))
const login = await logIn(server)
const { deviceCode } = await startDeviceLogin(server)
const authenticationRequestId = await startBackchannelAuthentication(server, 'alice')
// the server counts in whole seconds
await sleep(2100)

describe('what has expired', () => {
  it('is an access token after its expires_in', async () => {
    expect(token.expiresIn).toBe(1)
    expect(token.expiresAt).toBeLessThan(Date.now())
    expect(await callApi(server.api, token.accessToken)).toEqual({ status: 401, body: { error: 'invalid_token' } })
  })

  it('is an authorization code: invalid_grant', async () => {
    const response = await requestAuthorizationCodeToken({ address, ...server.clients.spa, ...login })
    expect(response).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('authorization code is expired')
  })

  it('is a refresh token: invalid_grant', async () => {
    const { refreshToken = '' } = token
    const response = await requestRefreshToken({ address, ...server.clients.legacy, refreshToken })
    expect(response).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('refresh token is expired')
  })

  it('is a device code: expired_token, which is not transient', async () => {
    const response = await requestDeviceToken({ address, ...server.clients.device, deviceCode })
    expect(response).toMatchObject(refusal(400, 'expired_token'))
  })

  it('is a backchannel authentication: expired_token, which is not transient', async () => {
    const request = { address, ...server.clients.backchannel, authenticationRequestId }
    expect(await requestBackchannelAuthenticationToken(request)).toMatchObject(refusal(400, 'expired_token'))
  })
})
