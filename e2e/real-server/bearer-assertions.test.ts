import { orThrow, requestJwtBearerToken, requestSaml2BearerToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const partner = { address: server.tokenEndpoint, ...server.clients.partner, scope: 'read' }

describe('the JWT bearer grant', () => {
  it("returns a token for the assertion's subject", async () => {
    const assertion = await server.jwtIssuer.createAssertion('bob')
    const response = orThrow(await requestJwtBearerToken({ ...partner, assertion }))
    expect(response).toMatchObject({ tokenType: 'Bearer', scope: 'read' })
    expect((await callApi(server.api, response.accessToken)).body.hello).toBe('bob')
  })

  it('is refused with an assertion used before', async () => {
    const assertion = await server.jwtIssuer.createAssertion('bob')
    expect((await requestJwtBearerToken({ ...partner, assertion })).isError).toBe(false)
    expect(await requestJwtBearerToken({ ...partner, assertion })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it.each([
    ['has expired', { exp: 1 }],
    ['is for somebody else', { aud: 'https://other.example' }],
    ['comes from somebody else', { iss: 'https://other.example' }],
    ['is about an unknown user', { sub: 'mallory' }],
  ])('is refused with an assertion that %s', async (_, claims) => {
    const assertion = await server.jwtIssuer.createAssertion('alice', claims)
    expect(await requestJwtBearerToken({ ...partner, assertion })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused with a forged signature', async () => {
    const [header, , signature] = (await server.jwtIssuer.createAssertion('alice')).split('.')
    const [, claims] = (await server.jwtIssuer.createAssertion('bob')).split('.')
    const assertion = [header, claims, signature].join('.')
    expect(await requestJwtBearerToken({ ...partner, assertion })).toMatchObject(refusal(400, 'invalid_grant'))
  })
})

describe('the SAML 2.0 bearer grant', () => {
  it("returns a token for the assertion's subject", async () => {
    const assertion = server.saml2Issuer.createAssertion('bob')
    const response = orThrow(await requestSaml2BearerToken({ ...partner, assertion }))
    expect(response).toMatchObject({ tokenType: 'Bearer', scope: 'read' })
    expect((await callApi(server.api, response.accessToken)).body.hello).toBe('bob')
  })

  it.each([
    ['has expired', { notOnOrAfter: new Date(0) }],
    ['is for somebody else', { audience: 'https://other.example' }],
  ])('is refused with an assertion that %s', async (_, conditions) => {
    const assertion = server.saml2Issuer.createAssertion('alice', conditions)
    expect(await requestSaml2BearerToken({ ...partner, assertion })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused with an assertion that was changed after signing', async () => {
    const signed = Buffer.from(server.saml2Issuer.createAssertion('bob'), 'base64url').toString()
    const assertion = Buffer.from(signed.replace('>bob<', '>alice<')).toString('base64url')
    expect(await requestSaml2BearerToken({ ...partner, assertion })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.reasons.at(-1)).toBe('the signature is wrong')
  })
})
