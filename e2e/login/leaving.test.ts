import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { askToken, grants, logInAtServer, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

const authorizations = () => server.requests.filter(({ path }) => path === '/auth').length
const persisted = (page: Page): Promise<boolean> =>
  page.evaluate(() => (globalThis as unknown as { persisted?: boolean }).persisted === true)
const watchReturn = (page: Page): Promise<void> =>
  page.evaluate(() =>
    addEventListener('pageshow', (event) => Object.assign(globalThis, { persisted: event.persisted })),
  )

test('33: Back from the login page ends the attempt, and the button works', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await watchReturn(page)
  await page.click('#signIn')
  await page.waitForSelector('[name=login]')
  await page.goBack({ waitUntil: 'commit' })
  expect(await resultOf(page, 'signIn')).toEqual({ status: 'came_back' })
  expect(await persisted(page)).toBe(true)
  await seen(page, /^signed_out no_session$/)
  await page.click('#signIn')
  await page.waitForSelector('[name=login]')
})

test('34: a page from the back/forward cache shows at once that another tab signed out', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await watchReturn(page)
  await page.goto(`${server.issuer}/jwks`)
  await other.evaluate(() => globalThis.auth.signOut({ scope: 'local', revoke: false }))
  await page.goBack({ waitUntil: 'commit' })
  await seen(page, /^signed_out signed_out/)
  expect(await persisted(page)).toBe(true)
  expect(await askToken(page)).toMatchObject({ name: 'TokenSourceError' })
})

test('36: an idle signed-in page comes back from the back/forward cache, also after another tab refreshed its token', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await watchReturn(page)
  await page.goto(`${server.issuer}/jwks`)
  expect(await askToken(other, { forceRenewal: true })).toMatchObject({ tokenType: 'Bearer' })
  await page.goBack({ waitUntil: 'commit' })
  await seen(page, /^signed_in alice/)
  expect(await persisted(page)).toBe(true)
  expect(await askToken(page)).toMatchObject({ tokenType: 'Bearer' })
  expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
})

test('37: a guard and a server that always refuses make three round trips, and then a usable page', async () => {
  configure({ guard: { prompt: 'none' } })
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await page.waitForFunction(() => (globalThis.results?.ensure as { reason?: string })?.reason === 'loop')
  expect(authorizations()).toBe(3)
  await page.click('#ensure')
  await page.waitForSelector('[name=login]')
})

test('38: after a sign-out a guard waits for a click, in every tab', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await page.evaluate(() => globalThis.auth.signOut({ scope: 'local', revoke: false }))
  await seen(other, /^signed_out signed_out/)
  const refused = { status: 'refused', reason: 'just_signed_out' }
  expect(await other.evaluate(() => globalThis.auth.ensureSignedIn())).toEqual(refused)
  configure({ guard: true })
  for (const tab of [page, other, await context.newPage()]) {
    await tab.goto(site.origin)
    expect(await resultOf(tab, 'ensure')).toEqual(refused)
  }
  expect(authorizations()).toBe(0)
  await page.click('#ensure')
  await seen(page, /^signed_in alice/)
})

test('39: no login request starts during a sign-out that leaves the page', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  server.requests.length = 0
  await page.evaluate(() => {
    const { auth } = globalThis
    auth.subscribe(() => {
      if (auth.getSnapshot().status === 'signed_out') auth.ensureSignedIn()
    })
  })
  await page.click('#signOut')
  await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
  expect(authorizations()).toBe(0)
  await page.click('button')
  await seen(page, /^signed_out no_session/)
  expect(await resultOf(page, 'callback')).toEqual({ status: 'signed_out', returnTo: '/' })
})

test('a second click during a sign-out starts no second one, so that the server gets the ID token', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  server.requests.length = 0
  await page.evaluate(() => {
    globalThis.auth.signOut()
    setTimeout(() => globalThis.auth.signOut(), 5)
  })
  await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
  expect(page.url()).toContain('id_token_hint=')
  expect(server.requests.filter(({ path }) => path === '/session/end')).toHaveLength(1)
})

test('offline, a sign-out ends the session and stays in the app', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  // the code of the sign-out is there
  await page.waitForTimeout(1000)
  await context.setOffline(true)
  await page.click('#signOut')
  expect(await resultOf(page, 'signOut')).toMatchObject({ status: 'signed_out', server: 'failed' })
  await context.setOffline(false)
  await page.reload()
  await seen(page, /^signed_out/)
})

test('40: single sign-on is found by one round trip without a frame, and checked once per tab', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  const check = () => page.evaluate(() => void globalThis.auth.checkSignOn())
  await check()
  await page.waitForFunction(() => document.getElementById('callback')?.textContent === 'denied')
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'denied', error: 'login_required', silent: true })
  await page.reload()
  await seen(page, /^signed_out/)
  expect(await page.evaluate(() => globalThis.auth.checkSignOn())).toEqual({ status: 'not_now' })

  await signIn(page, world)
  const tab = await context.newPage()
  await tab.goto(site.origin)
  await seen(tab, /^signed_in/)
  await tab.evaluate(() => globalThis.auth.signOut({ scope: 'local', revoke: false }))
  const fresh = await context.newPage()
  await fresh.goto(site.origin)
  await seen(fresh, /^signed_out/)
  server.requests.length = 0
  await fresh.evaluate(() => void globalThis.auth.checkSignOn())
  await seen(fresh, /^signed_in alice/)
  expect(authorizations()).toBe(1)
  expect(fresh.frames()).toHaveLength(1)
})

test('43: with a full storage a login makes room, or fails before the user leaves', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.evaluate(() => {
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let index = 0; ; index++) localStorage.setItem(`fill-${size}-${index}`, 'x'.repeat(size))
      } catch {}
    }
  })
  await page.click('#signIn')
  expect(await resultOf(page, 'signIn')).toMatchObject({ status: 'failed', code: 'storage_unavailable' })
  expect(new URL(page.url()).origin).toBe(site.origin)
  await page.evaluate((issuer) => {
    const [first] = Object.keys(localStorage).filter((key) => key.startsWith('fill'))
    const room = localStorage.getItem(first ?? '')?.length ?? 0
    localStorage.removeItem(first ?? '')
    const old = {
      transaction: { state: 'old', codeVerifier: 'v', createdAt: 1, expiresAt: 2 },
      v: 1,
      mode: 'redirect',
      pad: '',
    }
    localStorage.setItem(
      `grantkit:spa@${issuer}:login:old`,
      JSON.stringify({ ...old, pad: 'x'.repeat(Math.max(0, room - 1000)) }),
    )
  }, server.issuer)
  await page.click('#signIn')
  await logInAtServer(page)
  await seen(page, /^signed_in alice/)
})

test('44: without storage a redirect is refused, and a popup signs in to memory', async () => {
  configure()
  const context = await world.context()
  await context.addInitScript((origin) => {
    if (location.origin !== origin) return
    const forbid = (name: string) =>
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException('forbidden', 'SecurityError')
        },
      })
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) forbid(name)
  }, site.origin)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${error}`))
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  expect(await resultOf(page, 'signIn')).toMatchObject({ status: 'failed', code: 'storage_unavailable' })
  const opened = page.waitForEvent('popup')
  await page.click('#popup')
  await logInAtServer(await opened)
  await seen(page, /^signed_in alice memory/)
  expect(await resultOf(page, 'popup')).toMatchObject({ status: 'completed' })
  expect(errors).toEqual([])
})
