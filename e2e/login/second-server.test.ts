import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { startLemonldap } from '../second-server/lemonldap.ts'
import { launchChromium } from './harness/chromium.ts'
import { startSite, strictPolicy } from './harness/site.ts'
import { resultOf, seen } from './harness/world.ts'

const [site, browser] = await Promise.all([startSite(), launchChromium()])
const server = await startLemonldap(site.origin)
site.config = {
  issuer: server.issuer,
  ...server.clients.spa,
  redirectUri: `${site.origin}/callback`,
  postLogoutRedirectUri: `${site.origin}/`,
  scope: 'openid profile offline_access',
  origins: [],
}
site.headers = strictPolicy(server.issuer)
afterAll(async () => {
  await browser.close()
  await Promise.all([site.close(), server.close()])
})

/** A page of a user who isn't logged in at the portal, and the grants that it sends. */
async function open(): Promise<{ page: Page; grants: string[] }> {
  const context = await browser.newContext()
  context.setDefaultTimeout(20_000)
  // normally a web server serves these files; the portal would treat a request for one as a step of the login
  const files = new Set(['stylesheet', 'script', 'image', 'font'])
  await context.route(`${server.issuer}**`, (route) => {
    return files.has(route.request().resourceType()) ? route.abort() : route.continue()
  })
  const page = await context.newPage()
  const grants: string[] = []
  page.on('request', (request) => {
    const isToken = request.url() === server.tokenEndpoint && request.method() === 'POST'
    if (isToken) grants.push(`${new URLSearchParams(request.postData() ?? '').get('grant_type')}`)
  })
  await page.goto(site.origin)
  await seen(page, /^signed_out no_session/)
  return { page, grants }
}

/** Logs in on the portal's page. The portal asks each user once for consent, so each test has its own user. */
async function logIn(page: Page, user: 'dwho' | 'rtyler' | 'msmith'): Promise<void> {
  await page.fill('[name=user]', user)
  await page.fill('[name=password]', user)
  await page.click('[type=submit]')
}

/** Gives or refuses consent. */
async function answer(page: Page, yes: boolean): Promise<void> {
  await page.locator('button.positive').waitFor()
  // does what a script of the portal would do
  if (!yes) {
    await page.evaluate(() => {
      const input = document.querySelector('[name=confirm]') as HTMLInputElement
      input.value = `-${input.value}`
    })
  }
  await page.click('button.positive')
}

test('LemonLDAP::NG: a user signs in, comes back after a reload, is refreshed and signs out', {
  timeout: 120_000,
}, async () => {
  const { page, grants } = await open()
  // the portal issues a refresh token only if it asks for consent
  await page.evaluate(() => void Object.assign(globalThis.options, { signIn: { prompt: 'consent' } }))
  await page.click('#signIn')
  await logIn(page, 'dwho')
  await answer(page, true)
  await seen(page, /^signed_in dwho/)
  expect(page.url()).toBe(`${site.origin}/`)
  expect(grants).toEqual(['authorization_code'])

  await page.reload()
  await seen(page, /^signed_in dwho/)
  expect(grants).toEqual(['authorization_code'])

  const token = await page.evaluate(() => globalThis.auth.getAccessToken({ forceRenewal: true }))
  expect(token.tokenType).toBe('Bearer')
  expect(grants).toEqual(['authorization_code', 'refresh_token'])

  // a user who has been asked in this browser isn't sent back after a sign-out: the portal remembers the wrong page (2.16)
  const { page: later } = await open()
  await later.click('#signIn')
  await logIn(later, 'dwho')
  await seen(later, /^signed_in dwho/)
  await later.click('#signOut')
  await answer(later, true)
  expect(await resultOf(later, 'callback')).toMatchObject({ status: 'signed_out', returnTo: '/' })
  await seen(later, /^signed_out/)
  expect(site.violations).toEqual([])
})

test('LemonLDAP::NG: a user who does not agree is not signed in, and the page can say why', async () => {
  const { page, grants } = await open()
  await page.click('#signIn')
  await logIn(page, 'rtyler')
  await answer(page, false)
  await seen(page, /^signed_out/)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'denied', silent: false, returnTo: '/' })
  expect(grants).toEqual([])
})

test('LemonLDAP::NG: a response with another state is refused before any request', async () => {
  const { page, grants } = await open()
  site.catching = true
  await page.click('#signIn')
  await logIn(page, 'msmith')
  await answer(page, true)
  await page.locator('#status', { hasText: 'caught' }).waitFor()
  site.catching = false
  const url = new URL(page.url())
  url.searchParams.set('state', `${url.searchParams.get('state')}x`)
  await page.goto(url.href)
  await seen(page, /^signed_out/)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'foreign' })
  expect(grants).toEqual([])
})
