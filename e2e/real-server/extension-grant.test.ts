import { orThrow, requestToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { grantTypes } from '../server/clients.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const request = { address: server.tokenEndpoint, ...server.clients.gateway, grantType: grantTypes.apiKey }
const api_key = 'key-of-alice-4711'

describe('a non-standard grant', () => {
  it('has its own parameters and response members, also repeated and nested ones (PAIN 35)', async () => {
    const parameters = { api_key, feature: ['search', 'export'], scope: 'read' }
    const response = orThrow(await requestToken({ ...request, parameters }))
    expect(response).toMatchObject({ tokenType: 'Bearer', expiresIn: 300, scope: 'read' })
    expect(response.json.features).toEqual(['search', 'export'])
    expect(response.json.limits).toEqual({ requests_per_minute: 60 })
    expect((await callApi(server.api, response.accessToken)).body.hello).toBe('alice')
  })

  it.each([
    [
      'a list of pairs',
      [
        ['api_key', api_key],
        ['feature', 'a&b=c'],
        ['feature', 'd'],
      ] as const,
    ],
    ['URLSearchParams', new URLSearchParams({ api_key }).toString().concat('&feature=a%26b%3Dc&feature=d')],
  ])('accepts its parameters as %s too (PAIN 35)', async (_, given) => {
    const parameters = typeof given === 'string' ? new URLSearchParams(given) : given
    const response = await requestToken({ ...request, parameters })
    expect(response.isError || response.json.features).toEqual(['a&b=c', 'd'])
  })

  it("fails with the server's error if a parameter is wrong or missing", async () => {
    const wrong = await requestToken({ ...request, parameters: { api_key: 'constructor' } })
    expect(wrong).toMatchObject(refusal(400, 'invalid_grant'))
    const missing = await requestToken(request)
    expect(missing).toMatchObject({ ...refusal(400, 'invalid_request'), errorDescription: 'api_key is missing' })
  })

  it('is unsupported_grant_type if the server does not know it', async () => {
    const response = await requestToken({ ...request, grantType: 'urn:example:unheard-of' })
    expect(response).toMatchObject(refusal(400, 'unsupported_grant_type'))
  })
})
