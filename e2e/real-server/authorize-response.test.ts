import { type AuthorizeRequest, createAuthorizeUrl, createPkce, createState, parseAuthorizeResponse } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent, type Visit } from '../server/user-agent.ts'
import { logIn, pageOrigin, redirectUri } from './log-in.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const issuer = server.issuer

/** The callback of an authorization request by a user without a session. */
async function callbackOf(
  request: Partial<AuthorizeRequest>,
  { agent = new UserAgent(), ...visit }: Visit & { agent?: UserAgent } = {},
): Promise<URL> {
  const { codeVerifier: _, ...challenge } = await createPkce()
  const wanted = { address: server.authorizationEndpoint, ...server.clients.spa, redirectUri, scope: 'openid' }
  const url = createAuthorizeUrl({ ...wanted, ...challenge, ...request })
  return (await agent.visit(url, { until: redirectUri, ...visit })).url
}

describe('a callback of the real server', () => {
  it('has the code, with its state and issuer checked', async () => {
    const state = createState()
    const response = parseAuthorizeResponse(await callbackOf({ state }), {
      state,
      issuer,
      authorizationResponseIssParameterSupported: true,
    })
    expect(response).toMatchObject({ isError: false, state, issuer })
    expect(response.isError || response.code).toMatch(/^[\w-]{20,}$/)
  })

  it('has it in the fragment, if that was requested', async () => {
    const state = createState()
    const callback = await callbackOf({ state, responseMode: 'fragment' })
    expect(callback.search).toBe('')
    expect(parseAuthorizeResponse(callback, { state, issuer })).toMatchObject({ isError: false, state })
  })

  it('is login_required for prompt=none without a session, and has a code with one', async () => {
    const state = createState()
    const silent = { state, prompt: 'none' }
    const agent = new UserAgent()
    expect(parseAuthorizeResponse(await callbackOf(silent, { agent }), { state, issuer })).toMatchObject({
      isError: true,
      code: 'oauth_error',
      error: 'login_required',
    })
    await logIn(server, { agent })
    expect(parseAuthorizeResponse(await callbackOf(silent, { agent }), { state, issuer }).isError).toBe(false)
  })

  it('is access_denied if the user cancels', async () => {
    const state = createState()
    const callback = await callbackOf({ state }, { cancel: true })
    expect(parseAuthorizeResponse(callback, { state, issuer })).toEqual({
      isError: true,
      code: 'oauth_error',
      error: 'access_denied',
      errorDescription: 'the user cancelled',
    })
  })

  it('is invalid_request if the request had no PKCE challenge', async () => {
    const state = createState()
    const callback = await callbackOf({ state, codeChallenge: false, codeChallengeMethod: '' })
    expect(parseAuthorizeResponse(callback, { state, issuer })).toMatchObject({
      code: 'oauth_error',
      error: 'invalid_request',
    })
  })

  it('is refused if it belongs to another request', async () => {
    const callback = await callbackOf({ state: createState() })
    expect(parseAuthorizeResponse(callback, { state: createState(), issuer })).toMatchObject({
      isError: true,
      code: 'state_mismatch',
    })
  })

  it('is refused if it comes from another server', async () => {
    const state = createState()
    const callback = await callbackOf({ state })
    expect(parseAuthorizeResponse(callback, { state, issuer: 'https://other.example' })).toMatchObject({
      isError: true,
      code: 'issuer_mismatch',
    })
  })
})

describe('a form post of the real server', () => {
  it('has the code in the body', async () => {
    const state = createState()
    const { codeVerifier: _, ...challenge } = await createPkce()
    const wanted = { address: server.authorizationEndpoint, ...server.clients.spa, redirectUri, scope: 'openid' }
    const url = createAuthorizeUrl({ ...wanted, ...challenge, state, responseMode: 'form_post' })
    const { form } = await new UserAgent().visit(url, { until: redirectUri })
    expect(parseAuthorizeResponse(form ?? '', { state, issuer })).toMatchObject({ isError: false, state, issuer })
  })
})
