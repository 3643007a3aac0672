import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { askToken, reuses, seen, signIn, startWorld, stored } from './harness/world.ts'

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

test('13: two open tabs let go of a database that is deleted, and a sign-in works at once', async () => {
  configure()
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done) => Object.assign(indexedDB.deleteDatabase(name as string), { onsuccess: done }))
    }
  })
  expect(await askToken(page, { forceRenewal: true })).toMatchObject({ code: 'session_ended' })
  await seen(page, /^signed_out storage_cleared/)
  await seen(other, /^signed_out/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
  await seen(other, /^signed_in alice/)
  expect(Object.keys(await stored(page))).toEqual(['session'])
})

test('a stored session that cannot be read or belongs to another issuer gives no token, and a sign-in works', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  const foreign = [
    '{',
    { a: 1 },
    (text: string) => text.replace('"data":{"v":1', '"data":{"v":2'),
    (text: string) => text.replace(`"iss":"${server.issuer}"`, '"iss":"https://other.example"'),
    (text: string) => text.replace('"aud":"spa"', '"aud":"other"'),
  ]
  for (const value of foreign) {
    const { session: before = '' } = await stored(page)
    const planted = typeof value === 'function' ? value(before) : value
    expect(planted).not.toBe(before)
    await plant(page, planted)
    await page.reload()
    await seen(page, /^signed_out/)
    expect((await askToken(page)).code).toMatch(/^(no_session|session_ended)$/)
    await page.click('#signIn')
    await seen(page, /^signed_in alice/)
  }
})

test('a refreshed ID token with other claims changes the user that the page shows', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  const { alice } = server.users
  const { name } = alice
  Object.assign(alice, { name: 'Alicia' })
  try {
    await askToken(page, { forceRenewal: true })
    await page.waitForFunction(() => globalThis.auth.getSnapshot().user?.name === 'Alicia')
  } finally {
    Object.assign(alice, { name })
  }
})

test('a tab that has no database keeps its session to itself, and the other tabs are left in peace', async () => {
  configure()
  const context = await world.context()
  const [page, without] = [await context.newPage(), await context.newPage()]
  await signIn(page, world)
  await without.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('forbidden', 'SecurityError')
    }
  })
  await without.goto(site.origin)
  await seen(without, /^signed_out .*memory/)
  const heard = page.evaluate(async () => {
    let events = 0
    addEventListener('storage', ({ key }) => key?.endsWith(':session') && events++)
    await new Promise((resolve) => setTimeout(resolve, 2000))
    return events
  })
  await without.click('#popup')
  await seen(without, /^signed_in alice memory/)
  expect(await heard).toBe(0)
  await seen(page, /^signed_in alice$/)
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

/** Writes something in place of the session. */
async function plant(page: Page, value: unknown): Promise<void> {
  await page.evaluate(async (given) => {
    const [{ name = '' } = {}] = await indexedDB.databases()
    await new Promise((resolve) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => {
        const change = opening.result.transaction('grantkit', 'readwrite')
        change.objectStore('grantkit').put(given, 'session')
        change.oncomplete = resolve
      }
    })
  }, value)
}
