import { createTokenClient, orThrow } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { grantTypes } from '../server/clients.ts'
import { logIn, pageOrigin } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const address = server.tokenEndpoint

describe('createTokenClient', () => {
  it('exchanges a code and refreshes with client and address passed once', async () => {
    const client = createTokenClient({ address, ...server.clients.spa })
    const token = orThrow(await client.requestAuthorizationCodeToken(await logIn(server)))
    const { refreshToken = '' } = token
    expect(await client.requestRefreshToken({ refreshToken })).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('lets members of the call override the defaults', async () => {
    const client = createTokenClient({ address, ...server.clients.machine })
    expect(await client.requestClientCredentialsToken()).toMatchObject({ isError: false, tokenType: 'Bearer' })
    const wrong = await client.requestClientCredentialsToken({ clientSecret: 'wrong' })
    expect(wrong).toMatchObject(refusal(401, 'invalid_client'))
    const other = await client.requestClientCredentialsToken({ ...server.clients.machineReserved, scope: 'read' })
    expect(other).toMatchObject({ isError: false, scope: 'read' })
  })

  it('sends the bound parameters and those of the call together', async () => {
    const parameters = { api_key: 'key-of-alice-4711', feature: 'search' }
    const client = createTokenClient({ address, ...server.clients.gateway, parameters })
    const request = { grantType: grantTypes.apiKey, parameters: { feature: 'export' } }
    const response = orThrow(await client.requestToken(request))
    expect(response.json.features).toEqual(['search', 'export'])
  })

  it('binds the fetch and its methods need no `this`', async () => {
    let calls = 0
    const { requestClientCredentialsToken } = createTokenClient({
      address,
      ...server.clients.machine,
      fetch: (url, init) => {
        calls++
        return fetch(url, init)
      },
    })
    orThrow(await requestClientCredentialsToken({ scope: 'read' }))
    expect(calls).toBe(1)
  })
})
