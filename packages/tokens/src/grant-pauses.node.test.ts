import { describe, expect, test } from 'vitest'
import { json, text, token } from '../../core/src/testing/replies.ts'
import { type Reply, testFetch } from '../../core/src/testing/test-fetch.ts'
import { type ClientCredentialsTokensSettings, createClientCredentialsTokens, createMemoryStore } from './index.ts'
import { manualClock } from './testing/manual-clock.ts'
import { sharedStore } from './testing/shared-store.ts'

const address = 'https://as.example/token'
const minute = 60_000
const hour = 60 * minute

function made(replies: Reply[], settings: Partial<ClientCredentialsTokensSettings> = {}) {
  const clock = manualClock()
  const fetch = testFetch(...replies)
  const whole = { address, clientId: 'app', clientSecret: 'secret', fetch, clock, random: () => 0, ...settings }
  return { clock, fetch, settings: whole, source: createClientCredentialsTokens(whole) }
}
const one = (name: string, expires_in: unknown = 300): Response => token({ access_token: name, expires_in })
const down = (wait?: string): Response => text('', 503, wait === undefined ? {} : { 'retry-after': wait })

describe('the pause after a failure', () => {
  test.each([
    ['of years', '315360000', hour],
    ['of an hour and a second', '3601', hour],
    ['of ten minutes', '600', 10 * minute],
    ['of nothing', '0', 1000],
    ['long past', 'Thu, 01 Jan 1970 00:00:00 GMT', 1000],
  ])('lasts from a second to an hour, whatever Retry-After says: %s', async (_, wait, lasts) => {
    const { source, clock, fetch } = made([down(wait), one('a')])
    await expect(source.getAccessToken()).rejects.toMatchObject({ retryAfterMs: lasts })
    clock.time += lasts - 1
    await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'renewal_failed' })
    expect(fetch.requests).toHaveLength(1)
    clock.time += 1
    expect((await source.getAccessToken()).accessToken).toBe('a')
  })

  test('lasts at most maxPauseMs', async () => {
    const { source } = made([down('86400')], { maxPauseMs: 24 * hour })
    await expect(source.getAccessToken()).rejects.toMatchObject({ retryAfterMs: 24 * hour })
    expect(() => made([], { maxPauseMs: 999 })).toThrow('maxPauseMs: pass milliseconds from 1000')
  })

  test('lets a forced refresh pass once, if more than a minute of it is left', async () => {
    const { source, clock, fetch } = made([down('3600'), down('3600'), one('a')])
    await source.getAccessToken().catch(() => {})
    for (let call = 0; call < 5; call++) await source.getAccessToken({ forceRenewal: true }).catch(() => {})
    expect(fetch.requests).toHaveLength(2)
    clock.time += hour
    expect((await source.getAccessToken()).accessToken).toBe('a')
  })

  test('has its own entry and lifetime, and still applies after a restart', async () => {
    const store = sharedStore()
    const ttls: unknown[] = []
    const { set } = store
    store.set = (key, value, options) => {
      ttls.push(options?.ttlMs)
      return set(key, value, options)
    }
    const { source, settings, clock } = made([down('315360000')], { store })
    await source.getAccessToken().catch(() => {})
    expect([...store.texts.keys()]).toEqual([expect.stringMatching(/^grantkit:[\w-]{43}:pause$/)])
    expect(ttls).toEqual([hour])
    const again = createClientCredentialsTokens({ ...settings, fetch: testFetch(one('a')) })
    await expect(again.getAccessToken()).rejects.toMatchObject({ retryAfterMs: hour, transient: true })
    clock.time += hour
    expect((await again.getAccessToken()).accessToken).toBe('a')
  })

  test.each([0.1, 0.33, 0.7, 0.999])(
    'is written to stores in whole milliseconds, like the lifetime of a token: %d',
    async (draw) => {
      const ttls: number[] = []
      const store = sharedStore()
      const { set } = store
      store.set = async (key, value, options) => {
        if (options?.ttlMs !== undefined) ttls.push(options.ttlMs)
        return set(key, value, options)
      }
      const { source, clock } = made([down(), one('a', 7)], { store, random: () => draw })
      await source.getAccessToken().catch(() => {})
      clock.time += minute + 0.25
      await source.getAccessToken()
      expect(ttls).toHaveLength(2)
      expect(ttls.filter((ms) => !Number.isInteger(ms) || ms < 1)).toEqual([])
    },
  )
})

test("a server that issues expired tokens doesn't get a request for each call", async () => {
  let asked = 0
  const { source, clock } = made([], { fetch: async () => one(`t${++asked}`, 0) })
  for (let call = 0; call < 50; call++) await source.getAccessToken()
  expect(asked).toBe(2)
  clock.time += 1000
  for (let call = 0; call < 50; call++) await source.getAccessToken()
  expect(asked).toBe(3)
})

test('a custom client that hangs leads to a timeout and a pause', async () => {
  let asked = 0
  const hangs = (): Promise<never> => {
    asked++
    return new Promise(() => {})
  }
  const client = { requestClientCredentialsToken: hangs }
  const clock = manualClock()
  const source = createClientCredentialsTokens({ client: client as never, clock, random: () => 0 })
  const before = clock.time
  const failed = source.getAccessToken().catch((error) => error)
  await clock.asleep()
  await clock.advance(clock.untilNext())
  expect(await failed).toMatchObject({ code: 'renewal_failed', error: 'timeout', transient: true, retryAfterMs: 1000 })
  expect(clock.time - before).toBe(20_000)
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'renewal_failed' })
  expect(asked).toBe(1)
})

describe('an entry of the store', () => {
  test('is not replaced by an older token if a refresh fails', async () => {
    const store = createMemoryStore({ now: () => 0 })
    const first = made([one('old')], { store })
    await first.source.getAccessToken()
    first.clock.time += 4 * minute
    const second = made([one('fresh', 3600)], { store, clock: first.clock })
    await second.source.getAccessToken({ forceRenewal: true })
    const { set } = store
    const written: string[] = []
    store.set = (key, value, options) => {
      written.push(key)
      return set(key, value, options)
    }
    const third = made([down()], { store, clock: first.clock })
    await third.source.getAccessToken({ forceRenewal: true }).catch(() => {})
    expect(written).toEqual([expect.stringMatching(/:pause$/)])
    expect((await made([], { store, clock: first.clock }).source.getAccessToken()).accessToken).toBe('fresh')
  })

  test("is not replaced by the token of an older request: another process's write stays", async () => {
    const store = sharedStore()
    let answer = (_: Response): void => {}
    const slow = made([() => new Promise((resolve) => (answer = resolve))], { store })
    const waiting = slow.source.getAccessToken()
    while (!slow.fetch.requests.length) await new Promise((resolve) => setTimeout(resolve, 1))
    await made([one('theirs')], { store, clock: slow.clock }).source.getAccessToken()
    answer(one('mine'))
    expect((await waiting).accessToken).toBe('mine')
    expect((await made([], { store, clock: slow.clock }).source.getAccessToken()).accessToken).toBe('theirs')
  })

  test('is replaced if it has another format, or was refused', async () => {
    const store = sharedStore()
    const { source, clock } = made([one('a'), one('b')], { store })
    await source.getAccessToken()
    for (const key of store.texts.keys()) store.texts.set(key, '{"of":"another make"}')
    const second = made([one('c')], { store, clock })
    expect((await second.source.getAccessToken()).accessToken).toBe('c')
    await source.getAccessToken({ forceRenewal: true })
    expect(store.record()).toMatchObject({ accessToken: 'c' })
    expect((await source.getAccessToken({ forceRenewal: true })).accessToken).toBe('b')
    expect(store.record()).toMatchObject({ accessToken: 'b' })
  })

  test("keeps the server's other members", async () => {
    const store = sharedStore()
    const own = { instance_url: 'https://acme.example', patient: '123', authorization_details: [{ type: 'x' }] }
    const { source, clock } = made([json({ access_token: 'a', expires_in: 300, refresh_token: 'r', ...own })], {
      store,
    })
    expect((await source.getAccessToken()).members).toEqual(own)
    const adopted = await made([], { store, clock }).source.getAccessToken()
    expect(adopted).toEqual(await source.getAccessToken())
    expect(adopted.members).toEqual(own)
  })

  test.each(['refuses every write', 'loses every write', 'never answers the same'])(
    "doesn't delay callers if it %s",
    async (what) => {
      let count = 0
      const store = {
        get: async () => (what.startsWith('never') ? `${count++}` : undefined),
        set: async () => what !== 'refuses every write' && what !== 'never answers the same',
        delete: async () => {},
      }
      const { source } = made([one('a')], { store })
      expect((await source.getAccessToken()).accessToken).toBe('a')
      expect(count).toBeLessThan(10)
    },
  )
})
