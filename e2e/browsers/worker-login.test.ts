import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { browsers } from './browser.ts'
import { logIn } from './log-in.ts'
import { type PageServer, servePage } from './page-server.ts'

let server: AuthorizationServer
let page: PageServer

beforeAll(async () => {
  const headers: Record<string, string> = {}
  const config = () =>
    `globalThis.config = ${JSON.stringify({
      issuer: server.issuer,
      clientId: server.clients.spa.clientId,
      scope: 'openid profile offline_access read',
      resource: server.api,
      api: server.api,
    })}`
  page = await servePage('worker-login', { headers, config })
  server = await startAuthorizationServer({ pageOrigin: page.origin })
  headers['content-security-policy'] =
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${server.issuer}; base-uri 'none'; form-action 'none'`
})
afterAll(async () => {
  await page?.close()
  await server?.close()
})

test('a page whose tokens are in a worker signs in, calls its API, comes back after a reload and signs out', async () => {
  const browser = await browsers.chromium()
  try {
    await logIn(browser, page.origin)
    await browser.waitForText('#status', /Signed in as Alice/)
    await browser.click('#call')
    await browser.waitForText('#result', /alice/)
    const token = await browser.evaluate(
      async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]),
      undefined,
    )
    expect(token).not.toMatch(/access|refresh/)
    // the server still knows the user
    await browser.reload()
    await browser.waitForText('#status', /Signed in as Alice/)
    expect(await browser.url()).toBe(`${page.origin}/`)
    await browser.click('#logout')
    await browser.waitForText('h1', /Sign out/)
    await browser.click('button')
    await browser.waitForText('#status', /Signed out/)
    await browser.waitForText('#notice', /You signed out/)
  } finally {
    await browser.close()
  }
})
