import { afterAll, expect, test } from 'vitest'
import { askToken, grants, logInAtServer, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld({ ttl: { AccessToken: 300 } })
const { site, server, configure } = world
afterAll(() => world.close())

const tokenRequests = () => server.requests.filter(({ path, method }) => path === '/token' && method === 'POST')

test('1: a sign-in by redirect takes one token and one JWKS request, and leaves no code behind', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'completed', returnTo: '/', userChanged: false })
  expect(page.url()).toBe(`${site.origin}/`)
  expect(grants(world)).toEqual(['authorization_code'])
  expect(server.requests.filter(({ path }) => path === '/jwks')).toHaveLength(1)
  const referers = server.requests.flatMap(({ headers }) => headers.referer ?? [])
  expect(referers.join()).not.toMatch(/code=/)
  expect(site.violations).toEqual([])
})

test('2: a reload restores the session without a request to the server', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  server.requests.length = 0
  await page.reload()
  await seen(page, /^signed_in alice/)
  expect(server.requests).toEqual([])
})

test('5: a reload in the middle of a refresh is taken over once, and never ends as revoked', async () => {
  configure({ timeoutMs: 1000 })
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  // the response is lost with the page, but the server has rotated the refresh token
  await context.route(
    `${server.issuer}/token`,
    async (route) => {
      await route.fetch()
      await new Promise((resolve) => setTimeout(resolve, 2000))
      await route.abort().catch(() => {})
    },
    { times: 1 },
  )
  const asked = page.waitForRequest(`${server.issuer}/token`)
  askToken(page, { forceRenewal: true }).catch(() => {})
  await asked
  await page.waitForTimeout(300)
  await page.reload()
  await seen(page, /^signed_in alice/)
  const outcome = await askToken(page, { forceRenewal: true })
  expect(outcome).toMatchObject({ code: 'session_ended', reason: 'rotation_lost' })
  await seen(page, /^signed_out rotation_lost/)
  expect(tokenRequests().filter(({ form }) => form.grant_type === 'refresh_token')).toHaveLength(2)
})

test('7: a sign-out in one tab is seen by the other within a second, and its next token is refused', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  expect(await askToken(other)).toMatchObject({ tokenType: 'Bearer' })
  await page.evaluate(() => Object.assign(globalThis.options, { signOut: { scope: 'local' } }))
  const began = Date.now()
  await page.click('#signOut')
  await seen(other, /^signed_out signed_out/)
  expect(Date.now() - began).toBeLessThan(1000)
  expect(await askToken(other)).toMatchObject({ name: 'TokenSourceError' })
  expect(grants(world)).toEqual(['authorization_code'])
})

test('8: another user in another tab is never confused with the previous one', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await other.evaluate(() => Object.assign(globalThis.options, { signIn: { prompt: 'login' } }))
  await other.click('#signIn')
  await logInAtServer(other, 'bob')
  await seen(other, /^signed_in bob/)
  expect(await resultOf(other, 'callback')).toMatchObject({ status: 'completed', userChanged: true })
  await seen(page, /^signed_in bob/)
  const frames = await page.evaluate(() => globalThis.shown)
  const first = frames.findIndex((text) => text.startsWith('signed_in bob'))
  expect(frames.slice(first).join()).not.toMatch(/alice/)
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
})

test('10: no kind of outage ends a session, and everything works afterwards without a reload', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  await context.route(`${server.issuer}/token`, (route) => route.abort())
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ code: 'renewal_failed', transient: true })
  await seen(page, /^signed_in alice offline/)
  expect(await askToken(page)).toMatchObject({ tokenType: 'Bearer' })
  await context.unroute(`${server.issuer}/token`)
  const html = { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }
  const headers = { 'access-control-allow-origin': site.origin }
  await context.route(`${server.issuer}/token`, (route) => route.fulfill({ ...html, headers }))
  await page.waitForTimeout(1200)
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ code: 'renewal_failed', transient: true })
  await seen(page, /^signed_in alice failing/)
  await context.unroute(`${server.issuer}/token`)
  await page.waitForTimeout(2500)
  await expect
    .poll(() => askToken(page, { forceRenewal: true }), { timeout: 10_000 })
    .toMatchObject({ tokenType: 'Bearer' })
  await seen(page, /^signed_in alice$/)
})
