import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import {
  askToken,
  grants,
  logInAtServer,
  removeStored,
  resultOf,
  reuses,
  seen,
  signIn,
  startWorld,
  stored,
} from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

const statusOf = (page: Page) => page.evaluate(() => globalThis.auth.getSnapshot().status)

test('with encryption nothing readable is stored, and a reload and another tab can decrypt it', async () => {
  configure({ encrypt: true })
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const held = await stored(page)
  expect(held.encryption).toBe('extractable false')
  expect(held.session).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
  expect(JSON.stringify(held)).not.toMatch(/alice|refreshToken/)
  server.requests.length = 0
  await page.reload()
  await seen(page, /^signed_in alice/)
  expect(server.requests).toEqual([])
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await Promise.all([page, other].map((tab) => askToken(tab, { forceRenewal: true })))
  expect(reuses(world)).toEqual([])
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
})

test('an encrypted session whose key is gone is key_lost, and a sign-in works at once', async () => {
  configure({ encrypt: true })
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  await removeStored(page, 'encryption')
  await page.reload()
  await seen(page, /^signed_out key_lost/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
  await page.reload()
  await seen(page, /^signed_in alice/)
})

test('the session of one tab survives a reload, is not visible to other tabs, and is not copied with the tab', async () => {
  configure({ keep: 'tab' })
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  expect(await stored(page)).toEqual({})
  await page.reload()
  await seen(page, /^signed_in alice/)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_out no_session/)
  // the new window gets a copy of its opener's sessionStorage
  const opened = context.waitForEvent('page')
  await page.evaluate(() => void open(location.href))
  const copy = await opened
  await seen(copy, /^signed_out no_session/)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'Bearer' })
  expect(reuses(world)).toEqual([])
})

test('a second client in the page shares the session of the tab', async () => {
  configure({ keep: 'tab' })
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  expect(await page.evaluate(async () => (await globalThis.createClient().ready).status)).toBe('signed_in')
  await page.reload()
  await seen(page, /^signed_in alice/)
})

test('two tabs with separate sessions and DPoP keys do not affect each other', async () => {
  configure({ keep: 'tab', clientId: 'spa-dpop', dpop: true })
  const context = await world.context()
  const [page, other] = [await context.newPage(), await context.newPage()]
  await signIn(page, world)
  await other.goto(site.origin)
  await seen(other, /^signed_out no_session/)
  await other.click('#signIn')
  await seen(other, /^signed_in alice/)
  await other.evaluate(() => globalThis.auth.signOut({ scope: 'local', revoke: false }))
  await page.reload()
  await seen(page, /^signed_in alice/)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
})

test('a session in memory ends with the page, and nothing is stored', async () => {
  configure({ keep: 'memory' })
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  expect(await stored(page)).toEqual({})
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).not.toMatch(/alice|refreshToken/)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'Bearer' })
  await page.reload()
  await seen(page, /^signed_out no_session/)
})

test('56: a step-up that is denied or made by another user keeps the session, and one that succeeds replaces it', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  const began = Date.now()
  const stepUp = async () => {
    await page.evaluate(() => Object.assign(globalThis.options, { signIn: { maxAgeSeconds: 0 } }))
    await page.click('#signIn')
    await page.waitForSelector('[name=login]')
  }
  await stepUp()
  await page.click('a[href$="/abort"]')
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'denied', error: 'access_denied' })
  await seen(page, /^signed_in alice/)
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  const { sessionId } = await page.evaluate(() => globalThis.auth.getSnapshot())

  await stepUp()
  await logInAtServer(page)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'completed', userChanged: false })
  await seen(page, /^signed_in alice/)
  const after = await page.evaluate(() => globalThis.auth.getSnapshot())
  expect(after.user?.auth_time).toBeGreaterThan(began / 1000 - 1)
  expect(after.sessionId).not.toBe(sessionId)
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)

  // the server then ends alice's session and tokens
  await stepUp()
  await logInAtServer(page, 'bob')
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'failed', code: 'user_mismatch' })
  await seen(page, /^signed_in alice/)
  expect(await page.evaluate(() => globalThis.auth.getSnapshot().sessionId)).toBe(after.sessionId)
})

test('57: the parameters of a session go with each refresh, in all tabs', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.evaluate(() =>
    Object.assign(globalThis.options, {
      signIn: { parameters: { organization: 'acme' }, refreshParameters: { organization: 'acme' } },
    }),
  )
  await page.click('#signIn')
  await logInAtServer(page)
  await seen(page, /^signed_in alice/)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  // a tab with an old token adopts the one that another tab got
  for (const tab of [page, page, other, other]) {
    expect(await askToken(tab, { forceRenewal: true })).toMatchObject({ tokenType: 'Bearer' })
  }
  const refreshes = server.requests.filter(({ form }) => form.grant_type === 'refresh_token')
  expect(refreshes.map(({ form }) => form.organization)).toEqual(['acme', 'acme', 'acme', 'acme'])
})

test('a native shell opens the URL elsewhere, and passes the callback URL', async () => {
  configure({ native: true })
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  await page.waitForFunction(() => globalThis.navigated.length)
  const [url = ''] = await page.evaluate(() => globalThis.navigated)
  site.catching = true
  const browser = await (await world.context()).newPage()
  await browser.goto(url)
  await logInAtServer(browser)
  await seen(browser, /caught/)
  site.catching = false
  const given = (answer: string) => page.evaluate((at) => globalThis.auth.handleCallback(at), answer)
  const [first, second] = await Promise.all([given(browser.url()), given(browser.url())])
  expect(first).toMatchObject({ status: 'completed', returnTo: '/' })
  expect(second).toEqual(first)
  await seen(page, /^signed_in alice/)
  expect(await resultOf(page, 'signIn')).toMatchObject({ status: 'completed' })
  expect(grants(world)).toEqual(['authorization_code'])
  expect(page.url()).toBe(`${site.origin}/`)
})

test('a prerendered page handles its callback only when the user opens it', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  site.catching = true
  await logInAtServer(page)
  await seen(page, /caught/)
  site.catching = false
  const url = page.url()
  await page.addInitScript(() => Object.defineProperty(document, 'prerendering', { value: true, configurable: true }))
  await page.goto(url)
  await page.waitForTimeout(500)
  expect(page.url()).toBe(url)
  expect(await statusOf(page)).toBe('restoring')
  expect(grants(world)).toEqual([])
  await page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { value: false })
    document.dispatchEvent(new Event('prerenderingchange'))
  })
  await seen(page, /^signed_in alice/)
  expect(page.url()).toBe(`${site.origin}/`)
})

test('code that is missing after a deployment is reported, and a sign-out works without it', async () => {
  configure({ preload: 'never' })
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  site.gone = /assets\/login-/
  await page.click('#signIn')
  expect(await resultOf(page, 'signIn')).toMatchObject({
    status: 'failed',
    code: 'module_unavailable',
    transient: true,
  })
  const opened = page.waitForEvent('popup')
  await page.click('#popup')
  const popup = await opened
  expect(await resultOf(page, 'popup')).toMatchObject({ status: 'failed', code: 'module_unavailable' })
  await expect.poll(() => popup.isClosed()).toBe(true)

  site.gone = undefined
  await page.reload()
  await signIn(page, world)
  site.gone = /assets\/login-/
  await page.click('#signOut')
  await seen(page, /^signed_out signed_out/)
  expect(await resultOf(page, 'signOut')).toMatchObject({ status: 'signed_out', server: 'failed' })
  expect(await stored(page)).toEqual({})
})
