import { afterAll, expect, test } from 'vitest'
import { configureWorker, databasesOf } from './harness/worker-pages.ts'
import {
  askToken,
  grants,
  logInAtServer,
  removeStored,
  resultOf,
  seen,
  signIn,
  startWorld,
  stored,
} from './harness/world.ts'

const world = await startWorld({ dpopNonce: true })
const { site, server, configure } = world
afterAll(() => world.close())

const keysIn = (held: Record<string, string>) => Object.entries(held).filter(([name]) => name.startsWith('dpop:'))

test('53: with DPoP one key signs in, refreshes and calls in two tabs and after a reload, and is deleted with the session', async () => {
  configure({ clientId: 'spa-dpop', dpop: true })
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  expect(await askToken(page)).toEqual({ tokenType: 'DPoP' })
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  const before = await stored(page)
  expect(keysIn(before)).toEqual([[expect.stringMatching(/^dpop:/), 'extractable false']])

  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
  await page.reload()
  await seen(page, /^signed_in alice/)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  for (const tab of [page, other]) {
    expect(await askToken(tab, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
    await tab.click('#api')
    expect(await resultOf(tab, 'api')).toBe(200)
  }
  expect(Object.keys(await stored(page)).sort()).toEqual(Object.keys(before).sort())
  // the request with a proof without a nonce is refused and sent once more, which uses up no refresh token
  expect(server.reasons.join()).not.toMatch(/used|consumed|revoked/)

  await page.click('#signOut')
  await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
  await seen(other, /^signed_out signed_out/)
  expect(keysIn(await stored(other))).toEqual([])
  expect(site.violations).toEqual([])
})

test('a session whose DPoP key is gone is key_lost, and the next sign-in makes a new key', async () => {
  configure({ clientId: 'spa-dpop', dpop: true })
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  const [[name] = ['']] = keysIn(await stored(page))
  await removeStored(page, name)
  await page.reload()
  await seen(page, /^signed_out key_lost/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
  const [[next] = ['']] = keysIn(await stored(page))
  expect(next).not.toBe(name)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
})

test('after a second sign-in with DPoP only its key remains, in another tab too', async () => {
  configure({ clientId: 'spa-dpop', dpop: true })
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const other = await context.newPage()
  await other.goto(site.origin)
  await seen(other, /^signed_in alice/)
  const before = keysIn(await stored(page)).map(([name]) => name)
  await page.click('#signIn')
  await expect.poll(async () => keysIn(await stored(other)).map(([name]) => name)).not.toEqual(before)
  await expect.poll(async () => keysIn(await stored(other)), { timeout: 10_000 }).toHaveLength(1)
  expect(await askToken(other, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
  expect(grants(world).filter((grant) => grant === 'authorization_code').length).toBeGreaterThan(1)
})

test('with a full database a session with DPoP is kept in memory, and so is its key', async () => {
  configure({ clientId: 'spa-dpop', dpop: true })
  const page = await (await world.context()).newPage()
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = function (value, key) {
      if (key === 'session') throw new DOMException('full', 'QuotaExceededError')
      return put.call(this, value, key)
    }
  })
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  await logInAtServer(page)
  await seen(page, /^signed_in alice memory/)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
  await seen(page, /^signed_in alice memory/)
})

test('53, 54: with DPoP in a worker only the worker has the key, and it uses the nonce that the server asks for', async () => {
  configureWorker(world, 'SharedWorker', { clientId: 'spa-dpop', dpop: true })
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'DPoP' })
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  expect(await databasesOf(page)).toEqual([])
  expect(site.violations).toEqual([])
})
