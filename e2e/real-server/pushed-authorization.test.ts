import { createDPoP } from '@grantkit/jose'
import {
  createAuthorizeUrl,
  createPkce,
  createState,
  orThrow,
  parseAuthorizeResponse,
  pushAuthorization,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { pageOrigin, redirectUri } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
afterAll(() => Promise.all([server.close(), strict.close()]))
const address = server.pushedAuthorizationRequestEndpoint
const { web, webPushed, spa, spaDPoP } = server.clients

/** Logs alice in with a `requestUri`, up to the callback. */
async function visit(at: typeof server, clientId: string, requestUri: string): Promise<URL> {
  const authorizeUrl = createAuthorizeUrl({ address: at.authorizationEndpoint, clientId, requestUri })
  expect([...new URL(authorizeUrl).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
  return (await new UserAgent().visit(authorizeUrl, { until: redirectUri })).url
}

describe('pushAuthorization', () => {
  it('takes a confidential client from the push over the login to a token (RFC 9126)', async () => {
    const { codeVerifier, codeChallenge } = await createPkce()
    const state = createState()
    const request = { address, ...webPushed, redirectUri, scope: 'openid', state, codeChallenge }
    const pushed = orThrow(await pushAuthorization(request))
    expect(pushed).toMatchObject({ httpStatus: 201, expiresIn: 60, requestUri: expect.stringMatching(/^urn:/) })
    expect(pushed.expiresAt).toBeGreaterThan(Date.now())

    const callback = await visit(server, webPushed.clientId, pushed.requestUri)
    const { code } = orThrow(parseAuthorizeResponse(callback, { state, issuer: server.issuer }))
    const token = { address: server.tokenEndpoint, ...webPushed, code, redirectUri, codeVerifier }
    expect(await requestAuthorizationCodeToken(token)).toMatchObject({ isError: false, scope: 'openid' })
  })

  it('sends detailed parameters: claims, maxAge, prompt and the language', async () => {
    const { codeVerifier, codeChallenge } = await createPkce()
    const state = createState()
    const { requestUri } = orThrow(
      await pushAuthorization({
        ...{ address, ...web, redirectUri, scope: ['openid', 'email'], state, codeChallenge },
        ...{ claims: { id_token: { name: { essential: true } } }, maxAge: 3600, prompt: ['login', 'consent'] },
        ...{ uiLocales: ['de', 'en'], loginHint: 'alice', resource: server.api },
      }),
    )
    expect(server.requests.at(-1)?.form).toMatchObject({
      scope: 'openid email',
      claims: '{"id_token":{"name":{"essential":true}}}',
      max_age: '3600',
      prompt: 'login consent',
      ui_locales: 'de en',
      login_hint: 'alice',
      resource: server.api,
    })
    const callback = await visit(server, web.clientId, requestUri)
    const { code } = orThrow(parseAuthorizeResponse(callback, { state, issuer: server.issuer }))
    const token = { address: server.tokenEndpoint, ...web, code, redirectUri, codeVerifier }
    const { idToken = '' } = orThrow(await requestAuthorizationCodeToken(token))
    expect(decodeJwt(idToken)).toMatchObject({ name: 'Alice', auth_time: expect.any(Number) })
  })

  it('sends the client_id in the form in addition to the Basic header, as RFC 9126 requires', async () => {
    const { codeChallenge } = await createPkce()
    orThrow(await pushAuthorization({ address, ...web, redirectUri, scope: 'openid', codeChallenge }))
    expect(server.requests.at(-1)?.headers.authorization).toMatch(/^Basic /)
    expect(server.requests.at(-1)?.form.client_id).toBe('web')
    expect(server.requests.at(-1)?.formNames).not.toContain('client_secret')
  })

  it('works for a public client, by its client_id alone', async () => {
    const { codeChallenge } = await createPkce()
    const response = await pushAuthorization({ address, ...spa, redirectUri, scope: 'openid', codeChallenge })
    expect(response).toMatchObject({ isError: false, httpStatus: 201 })
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined()
  })

  it('binds the code to the key of a signer, with a nonce too (RFC 9449 section 10.1)', async () => {
    const [dpop, thief] = [createDPoP(), createDPoP()]
    const codes: string[] = []
    const { codeVerifier, codeChallenge } = await createPkce()
    for (let n = 0; n < 2; n++) {
      const state = createState()
      const push = { ...spaDPoP, redirectUri, scope: 'openid', state, codeChallenge, dpop }
      const pushed = await pushAuthorization({ address: strict.pushedAuthorizationRequestEndpoint, ...push })
      const callback = await visit(strict, spaDPoP.clientId, orThrow(pushed).requestUri)
      codes.push(orThrow(parseAuthorizeResponse(callback, { state, issuer: strict.issuer })).code)
    }
    const [stolen = '', code = ''] = codes
    const token = { address: strict.tokenEndpoint, ...spaDPoP, redirectUri, codeVerifier }
    const refused = await requestAuthorizationCodeToken({ ...token, code: stolen, dpop: thief })
    expect(refused).toMatchObject(refusal(400, 'invalid_grant'))
    expect(await requestAuthorizationCodeToken({ ...token, code, dpop })).toMatchObject({ tokenType: 'DPoP' })
  })

  it('is refused with a redirect URI that is not registered, before any user sees a page', async () => {
    const { codeChallenge } = await createPkce()
    const request = { address, ...web, redirectUri: `${pageOrigin}/other`, scope: 'openid', codeChallenge }
    expect(await pushAuthorization(request)).toMatchObject(refusal(400, 'invalid_request'))
  })
})
