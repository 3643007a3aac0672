import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { browsers } from './browser.ts'
import { logIn } from './log-in.ts'
import { type PageServer, servePage } from './page-server.ts'

const strictPolicy = (server: AuthorizationServer) =>
  `default-src 'none'; script-src 'self'; connect-src ${server.issuer}; base-uri 'none'; form-action 'none'`

const examples = [
  { example: 'spa-callback', title: 'a single-page app', config: (json: string) => `export const config = ${json}` },
  {
    example: 'script-tag',
    title: 'a page with one script tag',
    config: (json: string) => `globalThis.config = ${json}`,
  },
]

describe.each(examples)('$title', ({ example, config }) => {
  let server: AuthorizationServer
  let page: PageServer

  beforeAll(async () => {
    // page and server need each other's address, so the policy of the page is completed below
    const headers: Record<string, string> = {}
    const settings = () => ({
      issuer: server.issuer,
      authorizationEndpoint: server.authorizationEndpoint,
      tokenEndpoint: server.tokenEndpoint,
      clientId: server.clients.spa.clientId,
      scope: 'openid profile',
    })
    page = await servePage(example, { headers, config: () => config(JSON.stringify(settings())) })
    server = await startAuthorizationServer({ pageOrigin: page.origin })
    if (example === 'script-tag') headers['content-security-policy'] = strictPolicy(server)
  })
  afterAll(async () => {
    await page?.close()
    await server?.close()
  })

  const tokenRequests = () => server.requests.filter(({ path }) => path === '/token')

  it.each(Object.entries(browsers))(
    'logs a user in with code and PKCE in %s, and shows the claims (PAIN 26)',
    async (_, open) => {
      server.requests.length = 0
      const browser = await open()
      try {
        await logIn(browser, page.origin)
        await browser.waitForText('#status', /Signed in/)
        const claims = JSON.parse(await browser.waitForText('#claims', /sub/))
        expect(claims).toMatchObject({ sub: 'alice', iss: server.issuer, aud: 'spa' })
        // the code is removed from the address, and so from the history and from referrers
        expect(await browser.url()).toBe(`${page.origin}/`)

        // one request, no preflight, no secret
        expect(tokenRequests().map(({ method, status }) => [method, status])).toEqual([['POST', 200]])
        const [request] = tokenRequests()
        expect(request?.headers.origin).toBe(page.origin)
        expect(request?.headers.authorization).toBeUndefined()
        expect(request?.formNames.sort()).toEqual(['client_id', 'code', 'code_verifier', 'grant_type', 'redirect_uri'])

        await browser.reload()
        await browser.waitForText('#status', example === 'spa-callback' ? /Signed in/ : /Signed out/)
        expect(tokenRequests()).toHaveLength(1)
      } finally {
        await browser.close()
      }
    },
  )

  it('shows when the user has cancelled, and when a callback belongs to no login of this tab', async () => {
    const browser = await browsers.chromium()
    try {
      await browser.goto(`${page.origin}/`)
      await browser.waitForText('#status', /Signed out/)
      await browser.click('#login')
      await browser.waitForText('h1', /Sign in/)
      await browser.click('a[href$="/abort"]')
      await browser.waitForText('#status', /Not signed in: the user cancelled/)

      server.requests.length = 0
      await browser.goto(`${page.origin}/callback?code=somebody-elses&state=unknown`)
      await browser.waitForText('#status', /not started in this tab/)
      expect(tokenRequests()).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
