import {
  createAuthorizeUrl,
  createEndSessionUrl,
  createPkce,
  createState,
  orThrow,
  parseAuthorizeResponse,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { logIn, pageOrigin, redirectUri } from './log-in.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const address = server.endSessionEndpoint
const postLogoutRedirectUri = `${pageOrigin}/`

let agent: UserAgent
let idTokenHint: string | undefined
beforeEach(async () => {
  agent = new UserAgent()
  const login = await logIn(server, { agent })
  const spa = { address: server.tokenEndpoint, ...server.clients.spa }
  idTokenHint = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login })).idToken
})

/** The error of a login with prompt=none. */
async function silentLogin(): Promise<string> {
  const state = createState()
  const { codeVerifier: _, ...challenge } = await createPkce()
  const request = { address: server.authorizationEndpoint, ...server.clients.spa, redirectUri, scope: 'openid', state }
  const { url } = await agent.visit(createAuthorizeUrl({ ...request, ...challenge, prompt: 'none' }), {
    until: redirectUri,
  })
  const response = parseAuthorizeResponse(url, { state, issuer: server.issuer })
  return response.isError ? response.error : 'logged in'
}

describe('createEndSessionUrl', () => {
  it('logs the user out and comes back with the state', async () => {
    expect(await silentLogin()).toBe('logged in')
    const state = createState()
    const { url } = await agent.visit(createEndSessionUrl({ address, ...hint(), postLogoutRedirectUri, state }), {
      until: postLogoutRedirectUri,
    })
    expect(url.href).toBe(`${postLogoutRedirectUri}?state=${state}`)
    expect(await silentLogin()).toBe('login_required')
  })

  it('works with the client_id instead of the ID token', async () => {
    const { clientId } = server.clients.spa
    const end = createEndSessionUrl({ address, clientId, postLogoutRedirectUri })
    const { url } = await agent.visit(end, { until: postLogoutRedirectUri })
    expect(url.href).toBe(postLogoutRedirectUri)
    expect(await silentLogin()).toBe('login_required')
  })

  it('ends on a page of the server without a redirect URI', async () => {
    const { html } = await agent.visit(createEndSessionUrl({ address, ...hint() }))
    expect(html).toContain('Signed out')
  })

  it('is refused if the redirect URI is not registered', async () => {
    const end = createEndSessionUrl({ address, ...hint(), postLogoutRedirectUri: 'https://other.example/' })
    await expect(agent.visit(end)).rejects.toThrow('post_logout_redirect_uri not registered')
    expect(await silentLogin()).toBe('logged in')
  })
})

function hint(): { idTokenHint: string } {
  return { idTokenHint: idTokenHint ?? '' }
}
