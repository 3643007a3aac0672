import { requestAuthorizationCodeToken, requestClientCredentialsToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startFront } from './front.ts'
import { logIn, pageOrigin } from './log-in.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())

describe.each([301, 302, 303, 307, 308])('a token endpoint that answers %i', (status) => {
  it('is refused: no secret, code or refresh token is sent where it points (PAIN 15)', async () => {
    const front = await startFront((_, response) => {
      response.writeHead(status, { location: server.tokenEndpoint }).end()
    })
    const { address } = front
    const login = await logIn(server)
    server.requests.length = 0
    const responses = [
      await requestClientCredentialsToken({ address, ...server.clients.machine }),
      await requestAuthorizationCodeToken({ address, ...server.clients.spa, ...login }),
      await requestRefreshToken({ address, ...server.clients.legacy, refreshToken: 'a-refresh-token' }),
    ]
    for (const response of responses) {
      expect(response).toMatchObject({
        isError: true,
        errorType: 'http',
        code: 'redirect',
        httpStatus: status,
        transient: false,
      })
    }
    expect(server.requests).toEqual([])
    expect(front.requests).toHaveLength(responses.length)
    await front.close()

    // the code is still valid
    const direct = { address: server.tokenEndpoint, ...server.clients.spa, ...login }
    expect((await requestAuthorizationCodeToken(direct)).isError).toBe(false)
  })
})
