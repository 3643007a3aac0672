import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { askToken, grants, logInAtServer, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld({ ttl: { AccessToken: 300 } })
const { site, server, configure } = world
afterAll(() => world.close())

const hourMs = 3_600_000

test('11: after a sleep beyond the expiry of the token one refresh is enough, and the user stays signed in', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await page.clock.install()
  await signIn(page, world)
  await page.clock.fastForward(hourMs)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  expect(await page.evaluate(() => globalThis.auth.getSnapshot().status)).toBe('signed_in')
  expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
})

/** Signs in on a device with a wrong clock. */
async function signInAt(page: Page, offMs: number): Promise<Record<string, unknown>> {
  await page.clock.install({ time: Date.now() + offMs })
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  await logInAtServer(page)
  return resultOf(page, 'callback')
}

test.for([
  ['fast', 2 * hourMs],
  ['slow', -2 * hourMs],
] as const)('12: a clock two hours %s is named, and starts no loop', async ([, offMs]) => {
  configure()
  const page = await (await world.context()).newPage()
  const result = await signInAt(page, offMs)
  expect(result).toMatchObject({
    status: 'failed',
    code: 'id_token_rejected',
    message: expect.stringContaining('clock'),
  })
  await seen(page, /^signed_out/)
  expect(grants(world)).toEqual(['authorization_code'])
})

test.for([
  ['fast', 2 * hourMs],
  ['slow', -2 * hourMs],
] as const)('12: with a server that shows its time a clock two hours %s breaks nothing', async ([, offMs]) => {
  configure()
  const context = await world.context()
  // lets pages of other origins read its Date
  await context.route(`${server.issuer}/token`, async (route) => {
    const response = await route.fetch()
    const headers = { ...response.headers(), 'access-control-expose-headers': 'Date' }
    await route.fulfill({ response, headers })
  })
  const page = await context.newPage()
  expect(await signInAt(page, offMs)).toMatchObject({ status: 'completed' })
  await seen(page, /^signed_in alice/)
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ tokenType: 'Bearer' })
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
})
