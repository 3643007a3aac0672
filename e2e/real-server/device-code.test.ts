import { orThrow, requestDeviceToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startDeviceLogin } from '../server/pending-logins.ts'
import { UserAgent } from '../server/user-agent.ts'
import { pending, refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const device = { address: server.tokenEndpoint, ...server.clients.device }

describe('the device_code grant', () => {
  it('is pending until the user approves, then returns a token', async () => {
    const { deviceCode, verificationUri } = await startDeviceLogin(server)
    expect(await requestDeviceToken({ ...device, deviceCode })).toMatchObject(pending())
    expect(await requestDeviceToken({ ...device, deviceCode })).toMatchObject(pending())

    const { html } = await new UserAgent().visit(verificationUri, { login: 'bob', password: 'builder' })
    expect(html).toContain('Signed in')

    const response = orThrow(await requestDeviceToken({ ...device, deviceCode }))
    expect(response).toMatchObject({ tokenType: 'Bearer', scope: 'openid profile' })
    expect(response.refreshToken).toBeTruthy()
    expect(decodeJwt(response.idToken ?? '').sub).toBe('bob')
  })

  it('is refused with a used code', async () => {
    const { deviceCode, verificationUri } = await startDeviceLogin(server)
    await new UserAgent().visit(verificationUri)
    expect((await requestDeviceToken({ ...device, deviceCode })).isError).toBe(false)
    expect(await requestDeviceToken({ ...device, deviceCode })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused if the user cancels', async () => {
    const { deviceCode, verificationUri } = await startDeviceLogin(server)
    await new UserAgent().visit(verificationUri, { cancel: true })
    expect(await requestDeviceToken({ ...device, deviceCode })).toMatchObject({
      ...refusal(400, 'access_denied'),
      errorDescription: 'the user cancelled',
    })
  })

  it('is refused with an unknown code', async () => {
    const response = await requestDeviceToken({ ...device, deviceCode: 'made-up' })
    expect(response).toMatchObject(refusal(400, 'invalid_grant'))
  })
})
