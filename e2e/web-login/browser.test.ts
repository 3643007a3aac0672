// Scenarios 62 to 66 of a web app whose session is on the server, in Chromium
import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../setup/launch.mjs'
import { type App, startApp } from './start-app.ts'

let browser: Browser
let app: App
let cookieApp: App
const key = { id: 'old', key: randomBytes(32) }
beforeAll(async () => {
  ;[browser, app, cookieApp] = await Promise.all([
    launchChromium(),
    startApp({}, { interaction: 'auto' }),
    startApp({ session: 'cookie', keys: [key] }, { interaction: 'auto', ttl: { AccessToken: 2 } }),
  ])
})
afterAll(() => Promise.all([browser?.close(), app?.close(), cookieApp?.close()]))

async function open(at: App = app): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(at.baseUrl)
  at.requests.length = 0
  at.html = ''
  return page
}
const status = (page: Page) => page.locator('#status').textContent()
/** The callback URL of a login, not opened yet. Uses the browser's cookies. */
async function callbackOf(page: Page): Promise<string> {
  let at = `${app.baseUrl}/auth/login?returnTo=/`
  for (let hops = 0; hops < 10 && !at.startsWith(`${app.baseUrl}/auth/callback`); hops++) {
    const { location = '' } = (await page.request.get(at, { maxRedirects: 0 })).headers()
    at = new URL(location, at).href
  }
  return at
}
async function signIn(page: Page): Promise<void> {
  await page.click('#in')
  await page.locator('#status', { hasText: 'signed in as alice' }).waitFor()
}

it('62. thirty abandoned sign-ins leave five cookies at most, and headers below 8 kB', async () => {
  const page = await open()
  for (let times = 0; times < 30; times++) {
    await page.request.get(`${app.baseUrl}/auth/login?returnTo=/orders/${times}`, { maxRedirects: 0 })
  }
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('-login-'))
  expect(cookies.length).toBeGreaterThan(0)
  expect(cookies.length).toBeLessThanOrEqual(5)
  await page.goto(app.baseUrl)
  const headers = Object.entries(app.requests.at(-1)?.headers ?? {})
  expect(headers.join('\r\n').length).toBeLessThan(8192)
  await signIn(page)
})

it('63. a prefetch of login and callback sets no cookie and sends no code; the real navigation works', async () => {
  const page = await open()
  const ahead = async (url: string) => {
    app.requests.length = 0
    app.html = `<script type="speculationrules">{"prefetch":[{"source":"list","urls":[${JSON.stringify(url)}],"eagerness":"immediate"}]}</script>`
    await page.goto(app.baseUrl)
    const found = () => app.requests.find(({ headers }) => `${headers['sec-purpose']}`.includes('prefetch'))
    await expect.poll(() => found()?.status, { timeout: 10_000 }).toBe(503)
    expect(found()?.setCookie).toEqual([])
  }
  await ahead('/auth/login?returnTo=/')
  expect(await page.context().cookies(app.baseUrl)).toEqual([])

  const callback = await callbackOf(page)
  const tokens = () => app.server.requests.filter(({ path }) => path === '/token').length
  const before = tokens()
  await ahead(callback)
  expect(tokens()).toBe(before)
  await page.goto(callback)
  expect(await status(page)).toBe('signed in as alice')
  expect(tokens()).toBe(before + 1)
})

it('64. a logout at the server ends the session of the app, by the back channel', async () => {
  const [page, other] = [await open(), await open()]
  await signIn(page)
  await signIn(other)
  const { endSessionEndpoint } = app.server
  await page.goto(endSessionEndpoint)
  await page.click('button')
  await expect.poll(() => app.requests.find(({ path }) => path === '/auth/backchannel-logout')?.status).toBe(200)
  await page.goto(app.baseUrl)
  expect(await status(page)).toBe('signed out')
  await other.reload()
  expect(await status(other)).toBe('signed in as alice')
})

describe('65. the callback', () => {
  it('leads to the home page for Back after a login, and if its address is opened again', async () => {
    const page = await open()
    let callback = ''
    page.on('request', (request) => {
      if (request.url().includes('/auth/callback')) callback = request.url()
    })
    await signIn(page)
    await page.goBack()
    await page.goForward()
    expect(await status(page)).toBe('signed in as alice')
    const tokens = app.server.requests.filter(({ path }) => path === '/token').length
    await page.goto(callback)
    expect(page.url()).toBe(`${app.baseUrl}/`)
    expect(await status(page)).toBe('signed in as alice')
    expect(app.server.requests.filter(({ path }) => path === '/token').length).toBe(tokens)
  })

  it('shows the reason if the cookie is lost', async () => {
    const page = await open()
    const callback = await callbackOf(page)
    await page.context().clearCookies()
    await page.goto(callback)
    await page.locator('h1', { hasText: 'Sign in' }).waitFor()
    expect(await page.locator('p').textContent()).toContain('blocks cookies')
    expect(app.requests.at(-1)?.status ?? 400).toBeLessThan(500)
    await page.click('text=Sign in >> nth=-1')
    await page.locator('#status', { hasText: 'signed in as alice' }).waitFor()
  })
})

describe('66. a session in sealed cookies', () => {
  it('is refreshed, survives key rotation and a restart, and ends at a sign-out', async () => {
    const page = await open(cookieApp)
    await signIn(page)
    const hello = { user: 'alice', orders: { hello: 'alice', scope: 'read' } }
    const orders = async () => (await page.goto(`${cookieApp.baseUrl}/orders`))?.json()
    expect(await orders()).toEqual(hello)
    await page.waitForTimeout(2100)
    expect(await orders()).toEqual(hello)
    cookieApp.deploy({ session: 'cookie', keys: [{ id: 'new', key: randomBytes(32) }, key] })
    await page.waitForTimeout(2100)
    expect(await orders()).toEqual(hello)
    const refreshes = cookieApp.server.requests.filter(({ form }) => form.grant_type === 'refresh_token')
    expect(refreshes.map(({ status }) => status)).toEqual([200, 200])
    const held = await page.context().cookies(cookieApp.baseUrl)
    expect(held.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax')).toBe(true)
    await page.goto(cookieApp.baseUrl)
    await page.click('#out')
    await page.click('button')
    await page.goto(cookieApp.baseUrl)
    expect(await status(page)).toBe('signed out')
    expect((await page.context().cookies(cookieApp.baseUrl)).map(({ name }) => name)).not.toContain('grantkit')
  })
})

describe('a page that never sees a token', () => {
  it('calls an API through the app, with its header only', async () => {
    const page = await open()
    await signIn(page)
    const call = (path: string, headers: Record<string, string> = { 'x-csrf': '1' }) =>
      page.evaluate(
        async ([at, sent]) => {
          const response = await fetch(at, { headers: sent })
          return { status: response.status, body: await response.json() }
        },
        [path, headers] as const,
      )
    expect(await call('/api/hello')).toEqual({ status: 200, body: { hello: 'alice', scope: 'read' } })
    expect(await call('/api/hello', {})).toMatchObject({ status: 403, body: { error: 'csrf' } })
    expect(await call('/auth/session')).toMatchObject({ status: 200, body: { user: { sub: 'alice' } } })
    const api = app.server.requests.findLast(({ path }) => path === '/api/hello')
    expect(api?.headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer /) })
    expect(api?.headers).not.toHaveProperty('cookie')
  })

  it('of another site can’t', async () => {
    const page = await open()
    await signIn(page)
    const evil = await page.context().newPage()
    await evil.route('http://evil.test/', (route) =>
      route.fulfill({ body: '<title>evil</title>', contentType: 'text/html' }),
    )
    await evil.goto('http://evil.test/')
    const outcome = await evil.evaluate(
      (url) => fetch(url, { credentials: 'include', headers: { 'x-csrf': '1' } }).then(String, String),
      `${app.baseUrl}/api/hello`,
    )
    expect(outcome).toContain('TypeError')
    await evil.setContent(`<form method="post" action="${app.baseUrl}/auth/logout"><button>x</button></form>`)
    await evil.click('button')
    await evil.locator('text=Do you want to sign out?').waitFor()
    await page.reload()
    expect(await status(page)).toBe('signed in as alice')
  })
})
