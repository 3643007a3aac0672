import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { grants, logInAtServer, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

/** Starts a sign-in and stops on the server's login page. */
async function leaveFor(page: Page, options: object = {}, path = '/'): Promise<void> {
  await page.goto(site.origin + path)
  await seen(page, /^signed_out/)
  await page.evaluate((given) => Object.assign(globalThis.options, { signIn: given }), options)
  await page.click('#signIn')
  await page.waitForSelector('[name=login]')
}

/** Keeps the callbacks away from the app, and returns the URL of the first one. */
async function catchAnswer(page: Page, user: 'alice' | 'bob' = 'alice'): Promise<string> {
  site.catching = true
  await logInAtServer(page, user)
  await seen(page, /caught/)
  site.catching = false
  return page.url()
}

/** The record of the pending attempt in the browser. */
async function waitingRecord(page: Page): Promise<{ transaction: { codeVerifier: string; nonce: string } }> {
  const { origins } = await page.context().storageState()
  const entries = origins.flatMap(({ localStorage }) => localStorage)
  return JSON.parse(entries.find(({ name }) => name.includes(':login:'))?.value ?? '{}')
}

test('18: Back and Forward after a login show no error and exchange nothing again', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  await page.goto(`${site.origin}/orders`)
  await seen(page, /^signed_in alice/)
  await page.goBack({ waitUntil: 'commit' })
  await seen(page, /^signed_in alice/)
  await page.goForward({ waitUntil: 'commit' })
  await seen(page, /^signed_in alice/)
  expect(grants(world)).toEqual(['authorization_code'])
})

test('19: two tabs on the login page are both signed in, each at its own returnTo, the second one first', async () => {
  configure()
  const context = await world.context()
  const [first, second] = [await context.newPage(), await context.newPage()]
  await leaveFor(first, {}, '/first')
  await leaveFor(second, {}, '/second')
  for (const [tab, returnTo] of [
    [second, '/second'],
    [first, '/first'],
  ] as const) {
    await logInAtServer(tab)
    expect(await resultOf(tab, 'callback')).toMatchObject({ status: 'completed', returnTo, userChanged: false })
    await seen(tab, /^signed_in alice/)
    expect(tab.url()).toBe(site.origin + returnTo)
  }
  for (const tab of [first, second]) {
    await tab.click('#api')
    expect(await resultOf(tab, 'api')).toBe(200)
  }
})

test('20: a callback that is opened again in another tab was already completed', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await leaveFor(page, {}, '/orders?page=2')
  const url = await catchAnswer(page)
  await page.goto(url)
  await seen(page, /^signed_in alice/)
  const again = await context.newPage()
  await again.goto(url)
  expect(await resultOf(again, 'callback')).toEqual({ status: 'already_completed', returnTo: '/orders?page=2' })
  await seen(again, /^signed_in alice/)
  expect(grants(world)).toEqual(['authorization_code'])
})

test('22: a callback in a browser without the record is unknown, and a sign-in works at once', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await leaveFor(page)
  const url = await catchAnswer(page)
  const elsewhere = await (await world.context()).newPage()
  await elsewhere.goto(url)
  expect(await resultOf(elsewhere, 'callback')).toEqual({ status: 'unknown' })
  expect(elsewhere.url()).toBe(`${site.origin}/callback`)
  expect(grants(world)).toEqual([])
  await elsewhere.click('#signIn')
  await logInAtServer(elsewhere)
  await seen(elsewhere, /^signed_in alice/)
})

test.for([
  ['?code=success&message=thanks', 'none'],
  ['?code=abc&state=another-app', 'foreign'],
  ['?error=oops&tab=2#part', 'none'],
])('23: %s is not ours, and the app sees it as it is', async ([query, status]) => {
  configure()
  const page = await (await world.context()).newPage()
  await page.goto(`${site.origin}/callback${query}`)
  expect(await resultOf(page, 'callback')).toEqual({ status })
  expect(page.url()).toBe(`${site.origin}/callback${query}`)
})

test.for([
  ['a forged state', (url: URL) => url.searchParams.set('state', 'forged'), { status: 'foreign' }],
  ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example'), { code: 'issuer_mismatch' }],
  ['no issuer, though one was promised', (url: URL) => url.searchParams.delete('iss'), { code: 'issuer_mismatch' }],
  ['a doubled code', (url: URL) => url.searchParams.append('code', 'another'), { code: 'invalid_response' }],
  ['a doubled state', (url: URL) => url.searchParams.append('state', 'another'), { code: 'invalid_response' }],
] as const)('24: %s is refused before any request, with a text to show', async ([, change, expected]) => {
  configure()
  const page = await (await world.context()).newPage()
  await leaveFor(page)
  const url = new URL(await catchAnswer(page))
  change(url)
  await page.goto(url.href)
  const result = await resultOf(page, 'callback')
  expect(result).toMatchObject(expected)
  if (result.status === 'failed') expect(result.message).toMatch(/Please sign in again/)
  expect(grants(world)).toEqual([])
  await seen(page, /^signed_out/)
})

test("25: a refusal has the server's error, and a guard does not start again by itself", async () => {
  configure()
  const page = await (await world.context()).newPage()
  await leaveFor(page)
  configure({ guard: true })
  await page.click('a[href$="/abort"]')
  expect(await resultOf(page, 'callback')).toMatchObject({
    status: 'denied',
    error: 'access_denied',
    errorDescription: 'the user cancelled',
    silent: false,
  })
  await seen(page, /^signed_out/)
  expect(await resultOf(page, 'ensure')).toMatchObject({ status: 'denied', error: 'access_denied' })
  await page.click('#ensure')
  await page.waitForSelector('[name=login]')
})

test('26: a callback that comes too late is expired, and its code is not sent', async () => {
  configure({ loginTtlMs: 1000 })
  const page = await (await world.context()).newPage()
  await leaveFor(page, {}, '/orders')
  const url = await catchAnswer(page)
  await page.waitForTimeout(1000)
  await page.goto(url)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'expired', returnTo: '/orders' })
  expect(grants(world)).toEqual([])
})

test('27: a reload while the code is exchanged is interrupted, and sends the code once', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await leaveFor(page, {}, '/orders')
  await context.route(`${server.issuer}/token`, async (route) => {
    await route.fetch()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await route.abort().catch(() => {})
  })
  const asked = page.waitForRequest(`${server.issuer}/token`)
  await logInAtServer(page)
  await asked
  await page.waitForTimeout(300)
  await page.reload()
  expect(await resultOf(page, 'callback')).toEqual({ status: 'interrupted', returnTo: '/orders' })
  await seen(page, /^signed_out/)
  expect(grants(world)).toEqual(['authorization_code'])
})

test('27: a reload before the code was sent is interrupted as well, at its own returnTo', async () => {
  configure({ preload: 'never' })
  const context = await world.context()
  const page = await context.newPage()
  await leaveFor(page, {}, '/orders')
  const url = await catchAnswer(page)
  await context.route(/assets\/callback-/, () => {})
  const asked = page.waitForRequest(/assets\/callback-/)
  await page.goto(url)
  await asked
  await context.unroute(/assets\/callback-/)
  await page.reload()
  expect(await resultOf(page, 'callback')).toEqual({ status: 'interrupted', returnTo: '/orders' })
  await seen(page, /^signed_out/)
  expect(grants(world)).toEqual([])
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
})

test('a second client that is created during a callback gets the same result', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await leaveFor(page)
  await page.addInitScript(() => {
    // as soon as the page's own client is there
    Object.defineProperty(globalThis, 'createClient', {
      configurable: true,
      set(createClient) {
        Object.defineProperty(globalThis, 'createClient', { value: createClient })
        const second = createClient()
        Object.assign(globalThis, { second: second.handleCallback() })
      },
    })
  })
  await logInAtServer(page)
  const result = await resultOf(page, 'callback')
  expect(result.status).toBe('completed')
  expect(await page.evaluate(() => (globalThis as unknown as { second: unknown }).second)).toEqual(result)
  expect(grants(world)).toEqual(['authorization_code'])
})

test.for(['query', 'fragment'] as const)('29: the app’s own parts of the callback URL survive (%s)', async (mode) => {
  configure({ responseMode: mode })
  const page = await (await world.context()).newPage()
  await leaveFor(page)
  const url = new URL(await catchAnswer(page))
  url.search = `?tab=2&q=a%20b${url.search.replace('?', '&')}`
  if (mode === 'query') url.hash = '#part'
  // look at the address right after the callback was claimed: the page's own navigation comes later
  await page.addInitScript(() => {
    const { replaceState } = history
    history.replaceState = function (...args) {
      const held = globalThis as unknown as { cleaned?: string }
      held.cleaned ??= String(args[2])
      return replaceState.apply(this, args)
    }
  })
  await page.goto(url.href)
  await seen(page, /^signed_in alice/)
  const cleaned = await page.evaluate(() => (globalThis as unknown as { cleaned: string }).cleaned)
  expect(cleaned).toBe(`${site.origin}/callback?tab=2&q=a%20b${mode === 'query' ? '#part' : ''}`)
})

const tricks = [
  'javascript:alert(1)',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  'https://app@evil.example',
  'https:evil.example',
]

test('30: no returnTo leads out of the app, neither one that is passed nor one that an attacker stored', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  for (const [index, returnTo] of tricks.entries()) {
    await page.goto(site.origin)
    await seen(page, /^signed_(out|in)/)
    const isPlanted = index % 2 === 1
    await page.evaluate(
      (given) => Object.assign(globalThis.options, { signIn: given }),
      isPlanted ? { returnTo: '/fine' } : { returnTo },
    )
    await context.route(`${server.issuer}/auth**`, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue().catch(() => {})
    })
    if (isPlanted) {
      await page.evaluate((planted) => {
        const { setItem } = Storage.prototype
        Storage.prototype.setItem = function (key, value) {
          const isLogin = key.includes(':login:') && value.includes('transaction')
          setItem.call(this, key, isLogin ? value.replace('"/fine"', JSON.stringify(planted)) : value)
        }
      }, returnTo)
    }
    await page.click('#signIn')
    if (index === 0) await logInAtServer(page)
    await page.waitForFunction(() => document.getElementById('callback')?.textContent === 'completed')
    expect(await resultOf(page, 'callback')).toMatchObject({ status: 'completed', returnTo: '/' })
    expect(new URL(page.url()).origin).toBe(site.origin)
    await context.unroute(`${server.issuer}/auth**`)
  }
})

test('30: a returnTo that was planted in the marks of a tab does not lead out of the app', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  const plant = (mark: string, value: object) =>
    page.evaluate(([key, text]) => sessionStorage.setItem(key, text), [
      `grantkit:spa@${server.issuer}:${mark}`,
      JSON.stringify(value),
    ] as const)
  await plant('denied', { error: 'access_denied', returnTo: 'https://evil.example/' })
  expect(await page.evaluate(() => globalThis.auth.ensureSignedIn())).toMatchObject({ status: 'denied', returnTo: '/' })
  await plant('exchanging', { state: 'x', returnTo: '//evil.example' })
  await page.reload()
  expect(await resultOf(page, 'callback')).toEqual({ status: 'interrupted', returnTo: '/' })
})

test('59: no secret of a failed login is shown', async () => {
  configure()
  const page = await (await world.context()).newPage()
  const log: string[] = []
  page.on('console', (message) => log.push(message.text()))
  await leaveFor(page)
  const { transaction } = await waitingRecord(page)
  const url = new URL(await catchAnswer(page))
  url.searchParams.set('code', 'planted-code')
  await page.goto(url.href)
  const result = JSON.stringify(await resultOf(page, 'callback'))
  expect(result).toContain('token_request_failed')
  const shown = `${result} ${log.join()} ${await page.content()}`
  for (const secret of ['planted-code', transaction.codeVerifier, transaction.nonce])
    expect(shown).not.toContain(secret)
})
