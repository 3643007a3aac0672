import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browsers, type Page } from '../browsers/browser.ts'
import { startServers } from './harness/servers.ts'
import { configureWorker } from './harness/worker-pages.ts'
import { grants } from './harness/world.ts'

const servers = await startServers()
const { site, server, configure } = servers
afterAll(() => servers.close())

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
    // the driver of Firefox waits for ever for a page from the cache to load before it clicks
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

  test.for([
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://app@evil.example',
  ])('30: a returnTo of %j stays in the app', async (returnTo) => {
    // a page that shows nothing of the one before
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
    // a refresh token that is revoked takes the consent along, which the next test needs
    await page.evaluate(async () => globalThis.auth.signOut({ scope: 'local', revoke: false }), undefined)
    await page.waitForText('#status', /^signed_out signed_out/)
    const refused = await page.evaluate(
      async () => globalThis.auth.getAccessToken().catch(({ code }: { code: string }) => code),
      undefined,
    )
    expect(refused).toBe('no_session')
  })
})
