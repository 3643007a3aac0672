import { parseAuthorizeResponse } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { UserAgent } from '../server/user-agent.ts'
import { redirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { logIn, visitPortal } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const { issuer } = server

describe('the callback of LemonLDAP::NG', () => {
  it('has a session_state and no iss, and is refused if the caller expects an iss', async () => {
    const { url, state } = await visitPortal(server)
    const response = parseAuthorizeResponse(url, { state, issuer })
    expect(response).toMatchObject({ isError: false, code: expect.any(String), sessionState: expect.any(String) })
    expect(Object.keys(response)).not.toContain('issuer')
    const promised = { state, issuer, authorizationResponseIssParameterSupported: true }
    expect(parseAuthorizeResponse(url, promised)).toMatchObject({ isError: true, code: 'issuer_mismatch' })
  })

  it.each(['fragment', 'form_post'])('comes by response_mode %s', async (responseMode) => {
    const { url, form, state } = await visitPortal(server, { responseMode })
    const response = parseAuthorizeResponse(form ?? url, { state, issuer })
    expect(response).toMatchObject({ isError: false, code: expect.any(String) })
  })

  it('is consent_required and not access_denied if the user refuses', async () => {
    const { url, state } = await visitPortal(server, { user: 'rtyler', refuse: true })
    expect(parseAuthorizeResponse(url, { state, issuer })).toEqual({
      isError: true,
      code: 'oauth_error',
      error: 'consent_required',
      errorDescription: 'consent not given',
    })
  })

  it('is consent_required for prompt=none before the consent', async () => {
    const agent = new UserAgent()
    await logIn(server, { agent, user: 'msmith', clientId: 'web' })
    const { url, state } = await visitPortal(server, { agent, prompt: 'none', clientId: 'spa' })
    expect(parseAuthorizeResponse(url, { state, issuer })).toMatchObject({ error: 'consent_required' })
  })

  it('is invalid_request if the client must use PKCE and did not', async () => {
    const without = { codeChallenge: false, codeChallengeMethod: '' } as object
    const { url, state } = await visitPortal(server, { clientId: 'web', ...without })
    expect(parseAuthorizeResponse(url, { state, issuer })).toMatchObject({
      code: 'oauth_error',
      error: 'invalid_request',
      errorDescription: 'Code challenge is required',
    })
  })

  it.each([
    ['an unknown client', { clientId: 'nobody' }, 'No registered Relying Party found'],
    ['an unregistered redirect URI', { redirectUri: `${redirectUri}/other` }, '/other not allowed'],
    ['a scope without openid', { scope: 'email' }, 'No openid scope found'],
  ])('does not come at all for %s: the user is left at an error page', async (_, request, reason) => {
    const { url } = await visitPortal(server, request)
    expect(url.href).toContain(issuer)
    expect(server.log()).toContain(reason)
  })
})
