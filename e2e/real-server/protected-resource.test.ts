import {
  getDiscoveryDocument,
  getProtectedResourceMetadata,
  orThrow,
  parseWwwAuthenticate,
  requestClientCredentialsToken,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const resource = server.api
const wellKnown = `${server.issuer}/.well-known/oauth-protected-resource/api`

describe('an API that requires a token', () => {
  it('names its schemes and the address of its metadata in its challenges', async () => {
    const answer = await fetch(resource)
    expect(answer.status).toBe(401)
    expect(parseWwwAuthenticate(answer.headers)).toEqual([
      { scheme: 'bearer', parameters: { scope: 'read write', resource_metadata: wellKnown } },
      { scheme: 'dpop', parameters: { algs: 'ES256', resource_metadata: wellKnown } },
    ])
  })

  it('names the error of a token in its challenge', async () => {
    const answer = await fetch(resource, { headers: { authorization: 'Bearer made-up' } })
    const [challenge] = parseWwwAuthenticate(answer.headers)
    expect(challenge).toMatchObject({ scheme: 'bearer', parameters: { error: 'invalid_token' } })
  })

  it('leads from its 401 response, by its metadata and authorization server, to a token that it accepts (PAIN 33)', async () => {
    const [challenge] = parseWwwAuthenticate((await fetch(resource)).headers)
    const address = challenge?.parameters.resource_metadata ?? ''
    const metadata = orThrow(await getProtectedResourceMetadata({ resource, address }))
    const [authority = ''] = metadata.authorizationServers
    const { tokenEndpoint = '' } = orThrow(await getDiscoveryDocument({ authority }))
    const scope = challenge?.parameters.scope ?? ''
    const request = { address: tokenEndpoint, ...server.clients.machine, resource: metadata.resource, scope }
    const { accessToken } = orThrow(await requestClientCredentialsToken(request))
    const answer = await fetch(resource, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(await answer.json()).toEqual({ hello: 'machine', scope: 'read write' })
  })
})

describe('getProtectedResourceMetadata', () => {
  it('finds the metadata by the resource alone', async () => {
    expect(await getProtectedResourceMetadata({ resource: server.jwtApi })).toMatchObject({
      isError: false,
      resource: server.jwtApi,
      authorizationServers: [server.issuer],
      scopesSupported: ['read', 'write'],
      bearerMethodsSupported: ['header'],
      dpopSigningAlgValuesSupported: ['ES256'],
    })
  })

  it('refuses the metadata of another API, which otherwise could obtain tokens that are not meant for it', async () => {
    const response = await getProtectedResourceMetadata({ resource: server.jwtApi, address: wellKnown })
    expect(response).toMatchObject({
      isError: true,
      code: 'invalid_response',
      errorDescription: `resource ${resource} differs from the one asked for ${server.jwtApi} by its path`,
    })
  })

  it('refuses metadata whose resource differs by a slash only (PAIN 33)', async () => {
    const response = await getProtectedResourceMetadata({ resource: `${resource}/`, address: wellKnown })
    expect(response).toMatchObject({ isError: true, code: 'invalid_response' })
  })

  it('is a plain 404 if an API has none', async () => {
    const response = await getProtectedResourceMetadata({ resource: `${server.issuer}/other` })
    expect(response).toMatchObject({ isError: true, code: 'http_error', httpStatus: 404 })
  })
})
