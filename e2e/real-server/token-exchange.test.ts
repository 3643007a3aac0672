import { orThrow, requestPasswordToken, requestTokenExchangeToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token'

async function tokensOf(username: 'alice' | 'bob') {
  const { password } = server.users[username]
  const legacy = { address: server.tokenEndpoint, ...server.clients.legacy }
  return orThrow(await requestPasswordToken({ ...legacy, username, password, scope: 'openid read write' }))
}
const alice = await tokensOf('alice')
const bob = await tokensOf('bob')
const request = {
  address: server.tokenEndpoint,
  ...server.clients.exchanger,
  subjectToken: alice.accessToken,
  subjectTokenType: accessTokenType,
}

describe('the token exchange grant', () => {
  it('returns a token for another API, with its token type', async () => {
    const response = orThrow(await requestTokenExchangeToken({ ...request, resource: server.jwtApi, scope: 'read' }))
    expect(response).toMatchObject({ tokenType: 'Bearer', scope: 'read', issuedTokenType: accessTokenType })
    expect(await callApi(server.jwtApi, response.accessToken)).toEqual({
      status: 200,
      body: { hello: 'alice', scope: 'read' },
    })
  })

  it('accepts an ID token as the subject token, and names the actor', async () => {
    const response = orThrow(
      await requestTokenExchangeToken({
        ...request,
        subjectToken: alice.idToken ?? '',
        subjectTokenType: idTokenType,
        actorToken: bob.accessToken,
        actorTokenType: accessTokenType,
        requestedTokenType: accessTokenType,
        audience: server.jwtApi,
        scope: 'read',
      }),
    )
    expect(decodeJwt(response.accessToken)).toMatchObject({ sub: 'alice', act: { sub: 'bob' }, aud: server.jwtApi })
  })

  it('sends several audiences and resources as repeated parameters', async () => {
    const several = [server.jwtApi, server.api]
    const response = await requestTokenExchangeToken({
      ...request,
      resource: several,
      audience: several,
      scope: 'read',
    })
    expect(response).toMatchObject({ isError: false })
    expect(server.requests.at(-1)?.form).toMatchObject({ resource: several, audience: several })
  })

  it('is refused for an invalid token, an unknown API and a token type that the server does not issue', async () => {
    expect(await requestTokenExchangeToken({ ...request, subjectToken: 'made-up' })).toMatchObject(
      refusal(400, 'invalid_request'),
    )
    const resource = 'https://unknown.example/api'
    expect(await requestTokenExchangeToken({ ...request, resource })).toMatchObject(refusal(400, 'invalid_target'))
    const requestedTokenType = idTokenType
    expect(await requestTokenExchangeToken({ ...request, requestedTokenType })).toMatchObject(
      refusal(400, 'invalid_request'),
    )
  })

  it('is refused to a client that may not use it', async () => {
    const response = await requestTokenExchangeToken({ ...request, ...server.clients.machine })
    expect(response).toMatchObject(refusal(400, 'invalid_request'))
  })
})
