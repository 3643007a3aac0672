import { stateMark } from '@grantkit/oidc/login-state'
import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { startSite } from './harness/site.ts'
import { grants, logInAtServer, resultOf, seen, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

/** Opens the app and its popup, by a click. */
async function openPopup(options: object = {}): Promise<{ page: Page; popup: Page }> {
  const context = await world.context()
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.evaluate((given) => Object.assign(globalThis.options, { popup: given }), options)
  const opened = context.waitForEvent('page')
  await page.click('#popup')
  return { page, popup: await opened }
}

const closed = (popup: Page): Promise<unknown> => (popup.isClosed() ? Promise.resolve() : popup.waitForEvent('close'))

test('45: discovery that takes three seconds gets no popup blocked', async () => {
  configure()
  const context = await world.context()
  await context.route('**/.well-known/openid-configuration', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await route.continue()
  })
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  const opened = context.waitForEvent('page')
  await page.click('#popup')
  const popup = await opened
  await popup.waitForSelector('[name=login]')
  await logInAtServer(popup)
  expect(await resultOf(page, 'popup')).toMatchObject({ status: 'completed', userChanged: false })
  await seen(page, /^signed_in alice/)
  await closed(popup)
  expect(grants(world)).toEqual(['authorization_code'])
})

const coop = (value: string) => ({ 'cross-origin-opener-policy': value })
test.for([
  ['the page', coop('same-origin'), {}],
  ['the server', {}, coop('same-origin')],
  ['both', coop('same-origin'), coop('same-origin')],
  ['the page, for popups', coop('same-origin-allow-popups'), {}],
] as const)('46: with COOP on %s the login completes and the popup is closed', async ([, ofPage, ofServer]) => {
  configure({}, ofPage)
  world.serverHeaders = ofServer
  const { headers } = await fetch(`${server.issuer}/jwks`)
  expect(headers.get('cross-origin-opener-policy')).toBe(Object.values(ofServer)[0] ?? null)
  const { page, popup } = await openPopup({ closedGraceMs: 60_000 })
  await popup.waitForSelector('[name=login]')
  await logInAtServer(popup)
  await seen(page, /^signed_in alice/)
  expect(await resultOf(page, 'popup')).toMatchObject({ status: 'completed' })
  await closed(popup)
  world.serverHeaders = {}
  expect(grants(world)).toEqual(['authorization_code'])
})

test('47: closing a popup ends the attempt; with COOP its end is not visible, so the result comes at once', async () => {
  configure()
  const { page, popup } = await openPopup()
  await popup.waitForSelector('[name=login]')
  const began = Date.now()
  await popup.close()
  expect(await resultOf(page, 'popup')).toEqual({ status: 'closed' })
  expect(Date.now() - began).toBeLessThan(5000)

  configure({}, coop('same-origin'))
  const second = await openPopup({ closedGraceMs: 2000 })
  await second.popup.waitForSelector('[name=login]')
  await second.page.waitForFunction(() => globalThis.auth.getSnapshot().signingIn?.popup === 'out_of_sight')
  expect(await resultOf(second.page, 'popup')).toEqual({ status: 'closed' })
  // a login that is completed later still signs in
  await logInAtServer(second.popup)
  await seen(second.page, /^signed_in alice/)
})

test('47: a popup that is closed before it has a URL ends as soon as that is known', async () => {
  configure()
  const context = await world.context()
  await context.route('**/.well-known/openid-configuration', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await route.continue()
  })
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  const opened = context.waitForEvent('page')
  await page.click('#popup')
  await (await opened).close()
  const began = Date.now()
  expect(await resultOf(page, 'popup')).toEqual({ status: 'closed' })
  expect(Date.now() - began).toBeLessThan(3000)
})

test('a popup completes the sign-in if the page that opened it has lost its code', async () => {
  configure({ preload: 'never' })
  const context = await world.context()
  const page = await context.newPage()
  await page.route(/assets\/callback-/, (route) => route.abort())
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  const opened = context.waitForEvent('page')
  await page.click('#popup')
  const popup = await opened
  await popup.waitForSelector('[name=login]')
  await logInAtServer(popup)
  expect(await resultOf(page, 'popup')).toMatchObject({ status: 'failed', code: 'module_unavailable' })
  await seen(popup, /^signed_in alice/)
  await seen(page, /^signed_in alice/)
  expect(grants(world)).toEqual(['authorization_code'])
})

test('50: the popup stays open until the tokens are stored, and longer by choice', async () => {
  configure()
  const context = await world.context()
  await context.route(`${server.issuer}/token`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await route.continue()
  })
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.evaluate(() => Object.assign(globalThis.options, { popup: { keepPopupOpen: true } }))
  const opened = context.waitForEvent('page')
  await page.click('#popup')
  const popup = await opened
  await popup.waitForSelector('[name=login]')
  await logInAtServer(popup)
  await popup.waitForFunction(() => document.getElementById('callback')?.textContent === 'handed_over')
  expect(await page.evaluate(() => globalThis.auth.getSnapshot().status)).toBe('signed_out')
  await seen(page, /^signed_in alice/)
  await page.waitForTimeout(500)
  expect(popup.isClosed()).toBe(false)
})

test('51: forged messages are not accepted, and no code reaches another origin', async () => {
  configure()
  const { page, popup } = await openPopup()
  await popup.waitForSelector('[name=login]')
  const state = await page.evaluate(
    () =>
      Object.keys(localStorage)
        .find((key) => key.includes(':login:'))
        ?.split(':login:')[1] ?? '',
  )
  await page.evaluate((of) => {
    postMessage({ grantkit: 'response', state: of, url: `${location.origin}/callback?code=forged&state=${of}` }, '*')
    postMessage({ grantkit: 'response', state: 'another', url: 'x' }, '*')
  }, state)
  await page.waitForTimeout(300)
  expect(grants(world)).toEqual([])
  await logInAtServer(popup)
  await seen(page, /^signed_in alice/)
})

/** A hostile site at another origin, which opens the app and listens, or embeds it in a frame. */
async function elsewhere(body: string, work: (origin: string) => Promise<void>): Promise<void> {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elsewhere</title></head><body>${body}</body></html>`
  const other = await startSite({ html, files: new Map() })
  try {
    await work(other.origin.replace('localhost', '127.0.0.1'))
  } finally {
    await other.close()
  }
}

test('51: a hostile opener gets no code, and its messages are not accepted', () =>
  elsewhere('<button>Open</button>', async (origin) => {
    configure()
    const context = await world.context()
    const page = await context.newPage()
    await page.goto(origin)
    const state = `${'s'.repeat(43)}.${stateMark(server.issuer, 'spa')}`
    const url = `${site.origin}/callback?code=planted-code&state=${state}&iss=${encodeURIComponent(server.issuer)}`
    await page.evaluate(
      ([target, of]) => {
        const heard: string[] = []
        Object.assign(globalThis, { heard })
        addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)))
        document.querySelector('button')?.addEventListener('click', () => {
          const victim = open(target)
          setInterval(() => victim?.postMessage({ grantkit: 'taken', state: of }, '*'), 20)
          setInterval(() => victim?.postMessage({ grantkit: 'done', state: of, close: true }, '*'), 20)
        })
      },
      [url, state] as const,
    )
    const opened = context.waitForEvent('page')
    await page.click('button')
    const victim = await opened
    // no page of this origin took the response, so the popup's page handles it and finds no record
    expect(await resultOf(victim, 'callback')).toEqual({ status: 'unknown' })
    expect(victim.isClosed()).toBe(false)
    expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual([])
    expect(grants(world)).toEqual([])
  }))

test('52: a popup signs in an app in a cross-site frame', () =>
  elsewhere(`<iframe src="${site.origin}/" width="400" height="400"></iframe>`, async (origin) => {
    configure()
    const context = await world.context()
    const page = await context.newPage()
    await page.goto(origin)
    const frame = page.frameLocator('iframe')
    await frame.locator('#status', { hasText: /^signed_out/ }).waitFor()
    const opened = context.waitForEvent('page')
    await frame.locator('#popup').click()
    const popup = await opened
    await popup.waitForSelector('[name=login]')
    await logInAtServer(popup)
    await frame.locator('#status', { hasText: /^signed_in alice/ }).waitFor()
    await closed(popup)
    expect(grants(world)).toEqual(['authorization_code'])
  }))

test('52: with COOP the popup of a cross-site frame ends within the grace period, with the reason', () =>
  elsewhere(`<iframe src="${site.origin}/" width="400" height="400"></iframe>`, async (origin) => {
    configure({}, coop('same-origin'))
    const context = await world.context()
    const page = await context.newPage()
    await page.goto(origin)
    const frame = page.frameLocator('iframe')
    await frame.locator('#status', { hasText: /^signed_out/ }).waitFor()
    const opened = context.waitForEvent('page')
    await frame.locator('#popup').click()
    const popup = await opened
    await popup.waitForSelector('[name=login]')
    await logInAtServer(popup)
    // the popup's storage is separate from the frame's, and there is no channel between them
    await page.bringToFront()
    await frame.locator('#status').click()
    await frame.locator('#result', { hasText: '"status":"closed"' }).waitFor()
    expect(grants(world)).toEqual([])
  }))
