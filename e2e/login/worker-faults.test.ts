import { afterAll, expect, test } from 'vitest'
import { workerPath } from './harness/site.ts'
import { configureWorker, recordPages } from './harness/worker-pages.ts'
import { askToken, grants, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server } = world
afterAll(() => world.close())

/** The messages that a hostile script in the page gets on its own connection. */
interface Heard {
  value?: unknown
  error?: { name: string; message: string }
}

test('54: a message with other settings, another destination or invalid content is refused', async () => {
  configureWorker(world, 'SharedWorker', { accessTokens: 'worker' })
  const context = await world.context()
  const recorded = await recordPages(context)
  const page = await context.newPage()
  await signIn(page, world)
  const settings = { ...site.config, name: `${site.config.clientId}@${site.config.issuer}` }
  const ask = async (...asks: unknown[]): Promise<(Heard | null)[]> =>
    page.evaluate(async (all) => {
      const worker = globalThis.workers[0] as SharedWorker
      const answers: (Heard | null)[] = []
      for (const [id, each] of all.entries()) {
        const answer = new Promise<Heard | null>((resolve) => {
          worker.port.addEventListener('message', ({ data }) => {
            if (data.grantkit === 'answer' && data.id === 1000 + id) resolve(data)
          })
          setTimeout(() => resolve(null), 500)
        })
        worker.port.postMessage({ grantkit: 'ask', id: 1000 + id, ask: each })
        answers.push(await answer)
      }
      return answers
    }, asks)
  const call = (url: string) => ({
    call: 'fetch',
    request: { url, method: 'GET', headers: [], init: {} },
  })
  const [other, elsewhere, outside, blob, unknown, proto, nothing, header, ticket] = await ask(
    { call: 'open', settings: JSON.stringify({ ...settings, issuer: 'https://evil.example' }) },
    { call: 'open', settings: JSON.stringify({ ...settings, origins: ['https://evil.example'] }) },
    call('https://evil.example/hello'),
    call(`blob:${server.issuer}/api/hello`),
    { call: 'refreshToken' },
    { call: 'constructor' },
    null,
    { call: 'fetch', request: { ...call(`${server.api}/hello`).request, headers: [['authorization', 'Bearer x']] } },
    { call: 'start', ticket: 'of nobody' },
  )
  for (const refused of [other, elsewhere]) expect(refused?.error?.message).toMatch(/^worker: pass a SharedWorker/)
  for (const refused of [outside, blob]) expect(refused?.error?.message).toMatch(/^url: pass one within the origins/)
  expect([unknown, proto, nothing]).toEqual([null, null, null])
  expect(header?.error?.message).toMatch(/^headers: pass no Authorization/)
  expect(ticket?.error?.message).toMatch(/^ticket: pass/)
  // the worker still serves correct messages
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
  expect(await recorded.text()).not.toContain(world.issued[0])
  expect(site.violations).toEqual([])
})

test('54: the code is sent to the issuer even if a stored record names another token endpoint', async () => {
  configureWorker(world, 'SharedWorker')
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  await page.locator('[name=login]').waitFor()
  const planted = await page.context().newPage()
  await planted.goto(`${site.origin}/config.js`)
  const changed = await planted.evaluate(() => {
    let records = 0
    for (const [key, text] of Object.entries({ ...localStorage })) {
      if (!key.includes(':login:')) continue
      const record = JSON.parse(text)
      for (const name of ['tokenEndpoint', 'jwksUri', 'revocationEndpoint']) {
        record.transaction.server[name] = 'https://evil.example/token'
      }
      localStorage.setItem(key, JSON.stringify(record))
      records++
    }
    return records
  })
  expect(changed).toBe(1)
  await page.fill('[name=login]', 'alice')
  await page.fill('[name=password]', 'wonderland')
  await page.click('button')
  await page.locator('h1', { hasText: 'Consent' }).waitFor()
  await page.click('button')
  await seen(page, /^signed_in alice/)
  expect(await askToken(page, { forceRenewal: true })).toEqual({ tokenType: 'Bearer' })
  expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
  expect(site.violations).toEqual([])
})

test.for(['SharedWorker', 'Worker'] as const)(
  '54: a %s that does not load is reported, and the page continues once it does',
  async (kind) => {
    configureWorker(world, kind)
    site.gone = new RegExp(workerPath)
    const page = await (await world.context()).newPage()
    await page.goto(site.origin)
    await seen(page, /^signed_out store_failed/)
    expect(await askToken(page)).toMatchObject({ name: 'TokenSourceError', code: 'store_failed', transient: true })
    await page.click('#api')
    expect(await resultOf(page, 'api')).toMatchObject({ code: 'store_failed' })
    await page.click('#signIn')
    await page.fill('[name=login]', 'alice')
    await page.fill('[name=password]', 'wonderland')
    await page.click('button')
    await page.locator('h1', { hasText: 'Consent' }).waitFor()
    await page.click('button')
    const failed = await resultOf(page, 'callback')
    expect(failed).toMatchObject({ status: 'failed', code: 'module_unavailable', transient: true })
    expect(grants(world)).toEqual([])
    site.gone = undefined
    await page.click('#signIn')
    await seen(page, /^signed_in alice/)
    expect(await askToken(page)).toEqual({ tokenType: 'Bearer' })
  },
)

test('54: a policy that forbids workers is reported', async () => {
  configureWorker(world, 'Worker')
  const [name = ''] = Object.keys(site.headers)
  site.headers[name] = `${site.headers[name]}; worker-src 'none'`
  const page = await (await world.context()).newPage()
  await page.goto(site.origin)
  await seen(page, /^signed_out store_failed/)
  expect(await askToken(page)).toMatchObject({ name: 'TokenSourceError', code: 'store_failed' })
  expect(site.violations.join()).toContain('worker-src')
})

test('54: the session ends at once when its worker dies, and the next sign-in starts another worker', async () => {
  configureWorker(world, 'Worker')
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  await page.evaluate(() => (globalThis.workers.at(-1) as Worker).terminate())
  expect(await askToken(page)).toMatchObject({ code: 'store_failed', transient: true })
  await seen(page, /^signed_out store_failed/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
  await page.click('#api')
  expect(await resultOf(page, 'api')).toBe(200)
})

test('54: when a shared worker dies, the session ends in all tabs that use it, and the next sign-in starts another worker', async () => {
  configureWorker(world, 'SharedWorker')
  const context = await world.context()
  const page = await context.newPage()
  await signIn(page, world)
  const cdp = await world.browser.newBrowserCDPSession()
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] })
  expect(targetInfos.length).toBeGreaterThan(0)
  for (const { targetId } of targetInfos) await cdp.send('Target.closeTarget', { targetId })
  expect(await askToken(page)).toMatchObject({ code: 'store_failed', transient: true })
  await seen(page, /^signed_out store_failed/)
  await page.click('#signIn')
  await seen(page, /^signed_in alice/)
  expect(await askToken(page)).toEqual({ tokenType: 'Bearer' })
})
