import { afterAll, expect, test } from 'vitest'
import { askToken, reuses, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld({ ttl: { AccessToken: 300 } })
const { site, server, configure } = world
afterAll(() => world.close())

const tokenRequests = () => server.requests.filter(({ path, method }) => path === '/token' && method === 'POST')

test('13: a deleted database is reported, and a sign-in works at once', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  await page.goto(`${site.origin}/assets/none`)
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done) => Object.assign(indexedDB.deleteDatabase(name as string), { onsuccess: done }))
    }
  })
  await page.goto(site.origin)
  await seen(page, /^signed_out storage_cleared/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
})

test('15: a refreshed ID token of another subject ends the session, and its claims are never shown', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  await context.route(`${server.issuer}/token`, async (route) => {
    const response = await route.fetch()
    const token = await response.json()
    const [header, payload = '', signature] = token.id_token.split('.')
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'bob', name: 'Bob' }
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
    await route.fulfill({ response, json: { ...token, id_token: [header, forged, signature].join('.') } })
  })
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ code: 'session_ended', reason: 'user_mismatch' })
  await seen(page, /^signed_out user_mismatch/)
  await context.unroute(`${server.issuer}/token`)
  const frames = await page.evaluate(() => globalThis.shown)
  expect(frames.join()).not.toMatch(/bob/i)
  await page.reload()
  await seen(page, /^signed_out/)
})

test('16: a refresh token that was revoked ends the session in three tabs by one request', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const tabs = [page, await context.newPage(), await context.newPage()]
  for (const tab of tabs.slice(1)) {
    await tab.goto(site.origin)
    await seen(tab, /^signed_in alice/)
  }
  await revokeAll()
  const outcomes = await Promise.all(tabs.map((tab) => askToken(tab, { forceRenewal: true })))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'session_ended', reason: 'revoked' })
  for (const tab of tabs) await seen(tab, /^signed_out revoked/)
  expect(tokenRequests().filter(({ form }) => form.grant_type === 'refresh_token')).toHaveLength(1)
  expect(reuses(world)).toEqual([])
})

/** The user revokes the app's grant. */
async function revokeAll(): Promise<void> {
  const response = await fetch(`${server.issuer}/token/revocation`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'spa', token: world.issued.at(-1) ?? '' }),
  })
  expect(response.status).toBe(200)
}
