import { orThrow, requestPasswordToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const alice = { username: 'alice', password: 'wonderland' }
const request = { address: server.tokenEndpoint, ...server.clients.legacy, ...alice }

describe('the password grant', () => {
  it('returns a token for the user, a refresh token and an ID token', async () => {
    const response = orThrow(await requestPasswordToken({ ...request, scope: 'openid read' }))
    expect(response).toMatchObject({ tokenType: 'Bearer', expiresIn: 300, scope: 'read' })
    expect(response.refreshToken).toBeTruthy()
    expect(response.idToken?.split('.')).toHaveLength(3)
    expect((await callApi(server.api, response.accessToken)).body.hello).toBe('alice')
  })

  it('works for a confidential client too', async () => {
    const response = await requestPasswordToken({ ...request, ...server.clients.legacyWeb, scope: 'read' })
    expect(response).toMatchObject({ isError: false, scope: 'read' })
  })

  it('is refused for a wrong password, and for an empty one, which is sent too', async () => {
    for (const password of ['wrong', '']) {
      expect(await requestPasswordToken({ ...request, password })).toMatchObject(refusal(400, 'invalid_grant'))
      expect(server.requests.at(-1)?.form.password).toBe(password)
    }
  })

  it('is refused for an unknown user, whatever the name', async () => {
    for (const username of ['mallory', 'constructor', '__proto__']) {
      expect(await requestPasswordToken({ ...request, username })).toMatchObject(refusal(400, 'invalid_grant'))
    }
  })

  it('is refused to a client that may not use it', async () => {
    const response = await requestPasswordToken({ ...request, ...server.clients.device })
    expect(response).toMatchObject({
      ...refusal(400, 'invalid_request'),
      errorDescription: expect.stringMatching(/grant type/),
    })
  })
})
