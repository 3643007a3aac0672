import { afterAll, expect, test } from 'vitest'
import { configureWorker } from './harness/worker-pages.ts'
import { askToken, grants, resultOf, reuses, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server } = world
afterAll(() => world.close())

test('54: a shared worker serves all tabs, survives when one reloads or closes, and signs out all', async () => {
  configureWorker(world, 'SharedWorker')
  const context = await world.context()
  const page = await context.newPage()
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_out no_session/)
  await signIn(page, world)
  // without a reload
  await seen(other, /^signed_in alice/)
  server.requests.length = 0
  await page.reload()
  await seen(page, /^signed_in alice/)
  expect(server.requests).toEqual([])
  const third = await context.newPage()
  await third.goto(site.origin)
  await seen(third, /^signed_in alice/)
  // one refresh for all concurrent calls
  await Promise.all(
    [page, other, third].map((tab) => tab.evaluate(() => globalThis.auth.getAccessToken({ minTtlMs: 1 }))),
  )
  await Promise.all([page, other].map((tab) => askToken(tab, { forceRenewal: true })))
  expect(grants(world).length).toBeLessThanOrEqual(2)
  await third.close()
  for (const tab of [page, other]) {
    await tab.click('#api')
    expect(await resultOf(tab, 'api')).toBe(200)
  }
  await page.evaluate(() => Object.assign(globalThis.options, { signOut: { scope: 'local' } }))
  await page.click('#signOut')
  await seen(other, /^signed_out signed_out/)
  expect(await resultOf(page, 'signOut')).toEqual({ status: 'signed_out', revocation: 'done', server: 'skipped' })
  expect(await askToken(other)).toMatchObject({ name: 'TokenSourceError' })
  // the worker has ended, and the next sign-in starts another one
  await other.click('#signIn')
  // the revocation has removed the consent
  await other.click('text=Continue')
  await seen(other, /^signed_in alice/)
  await seen(page, /^signed_in alice/)
  expect(reuses(world)).toEqual([])
})

test('54: the worker of one page loses its session with the page, checkSignOn restores it, and a sign-out reaches all pages', async () => {
  configureWorker(world, 'Worker')
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  await page.reload()
  await seen(page, /^signed_out no_session/)
  await page.evaluate(() => void globalThis.auth.checkSignOn())
  await seen(page, /^signed_in alice/)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_out no_session/)
  await other.evaluate(() => void globalThis.auth.checkSignOn())
  await seen(other, /^signed_in alice/)
  await seen(page, /^signed_in alice/)
  await page.evaluate(() => globalThis.auth.signOut({ scope: 'local' }))
  await seen(other, /^signed_out signed_out/)
  // each page has its own refresh token
  await expect.poll(() => server.requests.filter(({ path }) => path === '/token/revocation').length).toBe(2)
  expect(await askToken(other)).toMatchObject({ name: 'TokenSourceError', code: 'no_session' })
})

test('54: a popup signs in with a worker', async () => {
  for (const kind of ['SharedWorker', 'Worker'] as const) {
    configureWorker(world, kind)
    const page = await (await world.context()).newPage()
    await page.goto(site.origin)
    await seen(page, /^signed_out/)
    const opened = page.waitForEvent('popup')
    await page.click('#popup')
    const popup = await opened
    await popup.fill('[name=login]', 'alice')
    await popup.fill('[name=password]', 'wonderland')
    await popup.click('button')
    await popup.locator('h1', { hasText: 'Consent' }).waitFor()
    await popup.click('button')
    await seen(page, /^signed_in alice/)
    expect(await resultOf(page, 'popup')).toMatchObject({ status: 'completed', userChanged: false })
    expect(grants(world)).toEqual(['authorization_code'])
  }
})

test('54: a refresh token that is revoked at the server signs out all tabs', async () => {
  configureWorker(world, 'SharedWorker')
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  const token = await server.provider.RefreshToken.find(world.issued.at(-1) ?? '')
  await token?.destroy()
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ code: 'session_ended', reason: 'revoked' })
  for (const tab of [page, other]) await seen(tab, /^signed_out revoked/)
  expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
})
