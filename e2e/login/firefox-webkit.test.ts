import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browsers, type Page } from '../browsers/browser.ts'
import { bundle } from './harness/bundle.ts'
import { startServers } from './harness/servers.ts'
import { configureWorker } from './harness/worker-pages.ts'
import { grants } from './harness/world.ts'

const servers = await startServers()
const { site, server, configure } = servers
const reactServers = await startServers({}, await reactPages())
afterAll(() => Promise.all([servers, reactServers].map(({ close }) => close())))

async function reactPages() {
  // React runs effects twice only in this mode
  const files = await bundle('e2e/login/harness/react-page.ts', {
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>React</title>
<script type="module" src="/assets/main.js"></script></head><body><div id="root"></div></body></html>`
  return { html, files }
}

/** Logs in on the server's pages, and consents. */
async function logIn(page: Page): Promise<void> {
  await page.waitForText('h1', /Sign in/)
  await page.fill('[name=login]', 'alice')
  await page.fill('[name=password]', 'wonderland')
  await page.click('button')
  await page.waitForText('h1', /Consent/)
  await page.click('button')
}

const resultOf = (page: Page, name: string) =>
  page.evaluate(async (what) => globalThis.results[what] as Record<string, unknown>, name)

describe.each(['firefox', 'webkit'] as const)('%s', (name) => {
  let page: Page
  beforeAll(async () => {
    page = await browsers[name]()
  })
  afterAll(() => page.close())

  test('33: Back from the login page ends the attempt, and the button works', async () => {
    configure()
    await page.goto(site.origin)
    await page.waitForText('#status', /^signed_out no_session/)
    await page.click('#signIn')
    await page.waitForText('h1', /Sign in/)
    await page.evaluate(async () => history.back(), undefined).catch(() => {})
    await page.waitForText('#status', /^signed_out no_session$/)
    // the driver of Firefox waits forever for a page from the cache to load before it clicks
    await page.evaluate(async () => document.getElementById('signIn')?.click(), undefined)
    await page.waitForText('h1', /Sign in/)
  })

  test('1: a sign-in by redirect takes one token and one JWKS request, and leaves no code behind', async () => {
    configure()
    await page.goto(`${site.origin}/`)
    await page.waitForText('#status', /^signed_out/)
    await page.click('#signIn')
    await logIn(page)
    await page.waitForText('#status', /^signed_in alice/)
    await page.waitForText('#callback', /^completed/)
    expect(await page.url()).toBe(`${site.origin}/`)
    expect(grants(servers)).toEqual(['authorization_code'])
    expect(server.requests.filter(({ path }) => path === '/jwks')).toHaveLength(1)
    const referers = server.requests.flatMap(({ headers }) => headers.referer ?? [])
    expect(referers.join()).not.toMatch(/code=/)
    await page.click('#api')
    await page.waitForText('#result', /^200$/)
  })

  test('2: a reload restores the session without a request to the server', async () => {
    server.requests.length = 0
    await page.reload()
    await page.waitForText('#callback', /^none/)
    await page.waitForText('#status', /^signed_in alice/)
    expect(server.requests).toEqual([])
  })

  test('7: a sign-out in one tab is seen by the other, and its next token is refused', async () => {
    const other = await page.openTab()
    await other.goto(`${site.origin}/`)
    await other.waitForText('#status', /^signed_in alice/)
    // revoking a refresh token removes the consent, which the next test needs
    await page.evaluate(async () => globalThis.auth.signOut({ scope: 'local', revoke: false }), undefined)
    const began = Date.now()
    await other.waitForText('#status', /^signed_out signed_out/)
    // one second for the library, and more for the driver
    expect(Date.now() - began).toBeLessThan(3000)
    const refused = await other.evaluate(
      async () => globalThis.auth.getAccessToken().catch(({ name }: { name: string }) => name),
      undefined,
    )
    expect(refused).toBe('TokenSourceError')
  })

  test('45: discovery that takes three seconds gets no popup blocked', async () => {
    configure()
    servers.delays = { '/.well-known/openid-configuration': 3000 }
    await page.goto(`${site.origin}/`)
    await page.waitForText('#status', /^signed_out/)
    await page.evaluate(async () => void Object.assign(globalThis.options, { popup: { prompt: 'login' } }), undefined)
    const popup = await page.popupOf(() => page.click('#popup'))
    await popup.waitForText('h1', /Sign in/)
    await popup.fill('[name=login]', 'alice')
    await popup.fill('[name=password]', 'wonderland')
    await popup.click('button')
    await page.waitForText('#status', /^signed_in alice/)
    await page.waitForText('#result', /completed/)
    expect(await resultOf(page, 'popup')).toMatchObject({ status: 'completed', userChanged: false })
    expect(grants(servers)).toEqual(['authorization_code'])
  })

  test.for([
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://app@evil.example',
  ])('30: a returnTo of %j stays in the app', async (returnTo) => {
    // a page that shows nothing of the previous one
    await page.goto(`${site.origin}/start`)
    await page.waitForText('#callback', /^none/)
    await page.evaluate(
      async (given) => void Object.assign(globalThis.options, { signIn: { returnTo: given } }),
      returnTo,
    )
    await page.click('#signIn')
    await page.waitForText('#callback', /^completed/)
    expect(await resultOf(page, 'callback')).toMatchObject({ status: 'completed', returnTo: '/' })
    expect(await page.url()).toBe(`${site.origin}/`)
  })

  test('53: with DPoP a sign-in, a refresh, an API call and a reload use one key', async () => {
    configure({ clientId: 'spa-dpop', dpop: true })
    await page.goto(`${site.origin}/`)
    await page.waitForText('#status', /^signed_out/)
    await page.click('#signIn')
    await page.waitForText('h1', /Consent/)
    await page.click('button')
    await page.waitForText('#callback', /^completed/)
    for (const isReload of [false, true]) {
      if (isReload) {
        await page.reload()
        await page.waitForText('#callback', /^none/)
        await page.waitForText('#status', /^signed_in alice/)
      }
      const token = await page.evaluate(async (options) => globalThis.auth.getAccessToken(options), {
        forceRenewal: true,
      })
      expect(token.tokenType).toBe('DPoP')
      await page.click('#api')
      await page.waitForText('#result', /^200$/)
    }
  })

  test.each(['SharedWorker', 'Worker'] as const)('54: a %s signs in, refreshes and calls the API', async (kind) => {
    configureWorker(servers, kind)
    await page.goto(`${site.origin}/`)
    await page.waitForText('#status', /^signed_out/)
    await page.click('#signIn')
    await page.waitForText('#callback', /^completed/)
    await page.waitForText('#status', /^signed_in alice/)
    const token = await page.evaluate(async (options) => globalThis.auth.getAccessToken(options), {
      forceRenewal: true,
    })
    expect(token.tokenType).toBe('Bearer')
    await page.click('#api')
    await page.waitForText('#result', /^200$/)
    expect(grants(servers)).toEqual(['authorization_code', 'refresh_token'])
    // revoking a refresh token removes the consent, which the next test needs
    await page.evaluate(async () => globalThis.auth.signOut({ scope: 'local', revoke: false }), undefined)
    await page.waitForText('#status', /^signed_out signed_out/)
    const refused = await page.evaluate(
      async () => globalThis.auth.getAccessToken().catch(({ code }: { code: string }) => code),
      undefined,
    )
    expect(refused).toBe('no_session')
  })

  test('17: under React StrictMode a callback takes one token request, and all effects get the same result', async () => {
    reactServers.configure({ guarded: false, rendered: false })
    await page.goto(`${reactServers.site.origin}/`)
    await page.waitForText('#status', /^signed_out no_session/)
    await page.click('#signIn')
    await logIn(page)
    await page.waitForText('#status', /^signed_in alice/)
    for (const id of ['#callback', '#second-callback']) await page.waitForText(id, /^completed( completed)?$/)
    expect(grants(reactServers)).toEqual(['authorization_code'])
    expect(await page.url()).toBe(`${reactServers.site.origin}/`)
  })
})
