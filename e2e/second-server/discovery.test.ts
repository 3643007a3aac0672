import { getDiscoveryDocument } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startLemonldap } from './lemonldap.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const { issuer } = server

describe('the discovery document of LemonLDAP::NG', () => {
  it('names every endpoint, each below an issuer that ends in a slash', async () => {
    const response = await getDiscoveryDocument({ authority: issuer })
    expect(response).toMatchObject({
      isError: false,
      issuer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      authorizationEndpoint: server.authorizationEndpoint,
      tokenEndpoint: server.tokenEndpoint,
      introspectionEndpoint: server.introspectionEndpoint,
      userinfoEndpoint: server.userInfoEndpoint,
      endSessionEndpoint: server.endSessionEndpoint,
      registrationEndpoint: server.registrationEndpoint,
      jwksUri: server.jwksUri,
      grantTypesSupported: ['authorization_code', 'password', 'client_credentials', 'refresh_token'],
      codeChallengeMethodsSupported: ['plain', 'S256'],
    })
  })

  it('is refused for the issuer without its slash, which is another issuer', async () => {
    const response = await getDiscoveryDocument({ authority: issuer.replace(/\/$/, '') })
    expect(response).toMatchObject({
      isError: true,
      code: 'invalid_response',
      errorDescription: expect.stringContaining('issuer'),
    })
  })

  it('does not contain revocation, PAR, device login and CIBA, which the server lacks, nor `iss`', async () => {
    const response = await getDiscoveryDocument({ authority: issuer })
    if (response.isError) throw new Error(response.error)
    expect(
      Object.keys(response.json).filter((name) => /revocation|pushed|device|backchannel_auth|iss_/.test(name)),
    ).toEqual([])
    expect(response.tokenEndpointAuthMethodsSupported).toEqual(['client_secret_post', 'client_secret_basic'])
  })

  it("is not at RFC 8414's address: the server responds to unknown paths with 401 and a number as `error`, which is no OAuth error", async () => {
    const address = `${issuer}.well-known/oauth-authorization-server`
    const response = await getDiscoveryDocument({ authority: issuer, address })
    expect(response).toMatchObject({ isError: true, code: 'http_error', httpStatus: 401, error: 'Unauthorized' })
    expect(response.json).toEqual({ result: 0, error: 9 })
  })
})
