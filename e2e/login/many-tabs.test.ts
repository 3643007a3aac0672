import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { seededChance } from '../seeded-chance.ts'
import { grants, reuses, seen, signIn, startWorld } from './harness/world.ts'

const lifetimeSeconds = 3
const world = await startWorld({ ttl: { AccessToken: lifetimeSeconds } })
const { site, server, configure } = world
afterAll(() => world.close())

test('3: ten tabs that call an API, are closed and opened, use no refresh token twice and lose no session', async () => {
  configure()
  const context = await world.context()
  const first = await context.newPage()
  await signIn(first, world)
  const open = async (): Promise<Page> => {
    const tab = await context.newPage()
    await tab.goto(site.origin)
    await seen(tab, /^signed_in alice/)
    return tab
  }
  const tabs = [first, ...(await Promise.all(Array.from({ length: 9 }, open)))]
  const chance = seededChance(3)
  const statuses: number[] = []
  const end = Date.now() + 20_000
  for (let round = 0; Date.now() < end; round++) {
    const calls = tabs.map((tab) =>
      tab.evaluate((api) => globalThis.auth.fetch(`${api}/hello`).then(({ status }) => status), server.api),
    )
    statuses.push(...(await Promise.all(calls)))
    // a tab that is killed during its refresh would lose the next refresh token: see scenario 5
    if (round % 3 !== 2) continue
    const index = chance.between(0, tabs.length - 1)
    await tabs[index]?.close()
    tabs[index] = await open()
  }
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(statuses.length).toBeGreaterThan(100)
  for (const tab of tabs) await seen(tab, /^signed_in alice/)
  expect(grants(world).length).toBeGreaterThan(4)
  expect(reuses(world)).toEqual([])
})

test('a page where nobody is signed in loads no code for tokens, and shows at once whom another tab signs in', async () => {
  configure()
  const context = await world.context()
  const waiting = await context.newPage()
  const loaded: string[] = []
  waiting.on('request', (request) => loaded.push(request.url()))
  const hasLoaded = () => loaded.some((url) => /\/tokens-/.test(url))
  await waiting.goto(site.origin)
  await seen(waiting, /^signed_out/)
  await waiting.waitForTimeout(500)
  expect(hasLoaded()).toBe(false)
  const tab = await context.newPage()
  await signIn(tab, world)
  await seen(waiting, /^signed_in alice/)
  expect(hasLoaded()).toBe(true)

  await tab.click('#signOut')
  await seen(waiting, /^signed_out/)
  loaded.length = 0
  await waiting.reload()
  await seen(waiting, /^signed_out/)
  await waiting.waitForTimeout(500)
  expect(loaded.length).toBeGreaterThan(0)
  expect(hasLoaded()).toBe(false)
  const error = await waiting.evaluate(() =>
    globalThis.auth.getAccessToken().catch(({ code }: { code: string }) => code),
  )
  expect(error).toBe('no_session')
  expect(hasLoaded()).toBe(true)
})
