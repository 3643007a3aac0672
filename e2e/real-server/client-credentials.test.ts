import { orThrow, requestClientCredentialsToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const request = { address: server.tokenEndpoint, ...server.clients.machine }

describe('the client_credentials grant', () => {
  it('returns a token that the API accepts, with its lifetime and scope', async () => {
    const before = Date.now()
    const response = orThrow(await requestClientCredentialsToken({ ...request, scope: ['read', 'write'] }))
    expect(response).toMatchObject({
      isError: false,
      errorType: 'none',
      httpStatus: 200,
      tokenType: 'Bearer',
      expiresIn: 300,
      scope: 'read write',
      quirks: [],
    })
    expect(response.expiresAt).toBeGreaterThanOrEqual(before + 300_000)
    expect(response.expiresAt).toBeLessThanOrEqual(Date.now() + 300_000)
    expect(await callApi(server.api, response.accessToken)).toEqual({
      status: 200,
      body: { hello: 'machine', scope: 'read write' },
    })
  })

  it('requests a token for the API in `resource`', async () => {
    const resource = server.jwtApi
    const { accessToken } = orThrow(await requestClientCredentialsToken({ ...request, scope: 'read', resource }))
    expect(accessToken.split('.')).toHaveLength(3)
    expect((await callApi(server.jwtApi, accessToken)).status).toBe(200)
    expect((await callApi(server.api, accessToken)).status).toBe(401)
  })

  it('sends a list of resources as a repeated parameter, which this server refuses for this grant', async () => {
    const resource = [server.api, server.jwtApi]
    const response = await requestClientCredentialsToken({ ...request, resource })
    expect(response).toMatchObject(refusal(400, 'invalid_target'))
    expect(server.requests.at(-1)?.form.resource).toEqual(resource)
  })

  it('sends a resource verbatim: with one more slash it is another API (PAIN 33)', async () => {
    const response = await requestClientCredentialsToken({ ...request, resource: `${server.api}/` })
    expect(response).toMatchObject(refusal(400, 'invalid_target'))
  })

  it("fails with invalid_scope and the server's description for a scope that the client may not have", async () => {
    const response = await requestClientCredentialsToken({ ...request, scope: 'openid' })
    expect(response).toMatchObject({
      ...refusal(400, 'invalid_scope'),
      errorDescription: 'requested scope is not allowed',
    })
    expect(response.json).toMatchObject({ error: 'invalid_scope', scope: 'openid' })
  })

  it("fails with the server's error for a grant that the client may not use", async () => {
    const response = await requestClientCredentialsToken({ ...request, ...server.clients.web })
    expect(response).toMatchObject(refusal(400, 'invalid_request'))
  })

  it('sends a frozen request any number of times', async () => {
    const frozen = Object.freeze({ ...request, scope: Object.freeze(['read']) })
    for (let i = 0; i < 3; i++) expect((await requestClientCredentialsToken(frozen)).isError).toBe(false)
  })
})
