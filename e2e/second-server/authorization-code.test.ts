import { createCodeVerifier, getJsonWebKeySet, introspectToken, orThrow, requestAuthorizationCodeToken } from 'grantkit'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { startLemonldap } from './lemonldap.ts'
import { logIn } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const address = server.tokenEndpoint
const spa = { address, ...server.clients.spa }
const web = { address, ...server.clients.web }

describe('a login at LemonLDAP::NG', () => {
  it('takes a public client with PKCE through login and consent to a token, without a scope if it is the requested one', async () => {
    const response = orThrow(await requestAuthorizationCodeToken({ ...spa, ...(await logIn(server)) }))
    expect(response).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, quirks: [] })
    expect(response.scope).toBeUndefined()
    expect(response.refreshToken).toBeUndefined()
  })

  it('returns an ID token that the key at its jwks_uri verifies', async () => {
    const nonce = 'a-nonce'
    const response = orThrow(await requestAuthorizationCodeToken({ ...spa, ...(await logIn(server, { nonce })) }))
    const keys = await getJsonWebKeySet({ address: server.jwksUri })
    if (keys.isError) throw new Error(keys.error)
    const { payload } = await jwtVerify(response.idToken ?? '', createLocalJWKSet({ keys: keys.keys }), {
      issuer: server.issuer,
      audience: 'spa',
    })
    expect(payload).toMatchObject({ sub: 'dwho', azp: 'spa', nonce, at_hash: expect.any(String) })
  })

  it.each(['header', 'body'] as const)(
    'takes a confidential client to a token with its secret in the %s',
    async (style) => {
      const { clientId } = web
      const login = await logIn(server, { clientId })
      const response = await requestAuthorizationCodeToken({ ...web, ...login, clientCredentialStyle: style })
      expect(response).toMatchObject({ isError: false, tokenType: 'Bearer', refreshToken: expect.any(String) })
    },
  )

  it('returns a JWT as the access token if the client is configured so, with typ JWT and not the at+jwt of RFC 9068', async () => {
    const response = orThrow(
      await requestAuthorizationCodeToken({ ...web, ...(await logIn(server, { clientId: web.clientId })) }),
    )
    expect(decodeProtectedHeader(response.accessToken)).toMatchObject({ alg: 'RS256', kid: 'rs256', typ: 'JWT' })
  })

  it('is refused with a wrong verifier, which also uses up the code', async () => {
    const login = await logIn(server)
    const wrong = { ...login, codeVerifier: createCodeVerifier() }
    expect(await requestAuthorizationCodeToken({ ...spa, ...wrong })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(server.log()).toContain('PKCE challenge failed')
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('checks the verifier only if the client must use PKCE: for other clients a wrong one is accepted', async () => {
    const { clientId } = server.clients.webWithoutPkce
    const login = { ...(await logIn(server, { clientId })), codeVerifier: createCodeVerifier() }
    const response = await requestAuthorizationCodeToken({ address, ...server.clients.webWithoutPkce, ...login })
    expect(response).toMatchObject({ isError: false })
  })

  it('is refused with a used code, whose tokens stay valid, unlike in RFC 6749 section 4.1.2', async () => {
    const login = await logIn(server)
    const { accessToken } = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login }))
    expect(await requestAuthorizationCodeToken({ ...spa, ...login })).toMatchObject(refusal(400, 'invalid_grant'))
    const introspection = { address: server.introspectionEndpoint, ...server.clients.machine, token: accessToken }
    expect(await introspectToken(introspection)).toMatchObject({ isError: false, active: true })
  })

  it.each([
    ['another redirect URI', { redirectUri: 'http://localhost:8080/other' }],
    ['a code that never was', { code: 'made-up' }],
    ['the code of another client', { clientId: 'legacy' }],
  ])('is refused with %s', async (_, wrong) => {
    const request = { ...spa, ...(await logIn(server)), ...wrong }
    expect(await requestAuthorizationCodeToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
  })
})
