import { createTokenClient } from 'grantkit'
import { expect, test } from 'vitest'
import { json, text, token } from '../../core/src/testing/replies.ts'
import { type Reply, testFetch } from '../../core/src/testing/test-fetch.ts'
import {
  type ClientCredentialsTokensSettings,
  createClientCredentialsTokens,
  createMemoryLock,
  createMemoryStore,
  type TokenEvent,
} from './index.ts'
import { manualClock } from './testing/manual-clock.ts'

const address = 'https://as.example/token'
const minute = 60_000

/** A source whose requests are answered by these replies, in order. */
function made(replies: Reply[], settings: Partial<ClientCredentialsTokensSettings> = {}) {
  const clock = manualClock()
  const fetch = testFetch(...replies)
  const events: TokenEvent[] = []
  const whole = {
    address,
    clientId: 'app',
    clientSecret: 'secret',
    fetch,
    clock,
    random: () => 0,
    onEvent: (event: TokenEvent) => events.push(event),
    ...settings,
  }
  return { clock, fetch, events, settings: whole, source: createClientCredentialsTokens(whole) }
}
const one = (name: string, expires_in: unknown = 300): Response => token({ access_token: name, expires_in })

test('requests a token once for many callers, and caches it in memory (PAIN 29)', async () => {
  const { source, fetch, clock } = made([one('a')], { scope: ['x', 'y'], audience: 'api' })
  const got = await Promise.all(Array.from({ length: 5 }, () => source.getAccessToken()))
  expect(got).toEqual(
    Array(5).fill({ accessToken: 'a', tokenType: 'Bearer', expiresAt: clock.time + 300_000, scope: 'x y' }),
  )
  expect(fetch.requests[0]?.form.toString()).toBe('grant_type=client_credentials&scope=x+y&audience=api')
  expect(await source.getAccessToken({ minTtlMs: 100_000 })).toBe(got[0])
})

test('refreshes before the expiry, and returns the old token meanwhile (PAIN 4)', async () => {
  const { source, clock } = made([one('a'), one('b')])
  await source.getAccessToken()
  clock.time += 4 * minute - 1
  expect((await source.getAccessToken()).accessToken).toBe('a')
  clock.time += 1
  expect((await source.getAccessToken()).accessToken).toBe('a')
  await clock.advance(0)
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('refreshes short-lived tokens only in the last fifth of their lifetime (PAIN 11)', async () => {
  const { source, clock } = made([one('a', 10), one('b', 10)])
  await source.getAccessToken()
  clock.time += 7999
  expect((await source.getAccessToken()).accessToken).toBe('a')
  clock.time += 1
  await source.getAccessToken()
  await clock.advance(0)
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('chooses the time of the refresh once for a token, up to a quarter later', async () => {
  const draws = [0.999, 0]
  const { source, clock, fetch } = made([one('a'), one('b')], { random: () => draws.shift() ?? 0 })
  await source.getAccessToken()
  clock.time += 4 * minute + 14_000
  for (let call = 0; call < 20; call++) await source.getAccessToken()
  await clock.advance(0)
  expect(fetch.requests).toHaveLength(1)
  clock.time += 1500
  await source.getAccessToken()
  await clock.advance(0)
  expect(fetch.requests).toHaveLength(2)
})

test('requests a new token if less than minLifetimeMs is left, and returns the longest available (PAIN 11)', async () => {
  const { source, clock } = made([one('a'), one('b')])
  await source.getAccessToken()
  clock.time += minute
  expect((await source.getAccessToken({ minTtlMs: 4 * minute })).accessToken).toBe('a')
  expect((await source.getAccessToken({ minTtlMs: 4 * minute + 1 })).accessToken).toBe('b')
  // no token lives that long: asking again would bring no other
  for (let call = 0; call < 5; call++) {
    expect((await source.getAccessToken({ minTtlMs: 60 * minute })).accessToken).toBe('b')
  }
})

test('requests a new token on demand, one for concurrent callers', async () => {
  const { source } = made([one('a'), one('b'), one('c')])
  await source.getAccessToken()
  const both = [source.getAccessToken({ forceRenewal: true }), source.getAccessToken({ forceRenewal: true })]
  expect((await Promise.all(both)).map(({ accessToken }) => accessToken)).toEqual(['b', 'b'])
  expect((await source.getAccessToken({ forceRenewal: true })).accessToken).toBe('c')
})

test('returns the old token while refreshing fails, and pauses requests (PAIN 4, 18)', async () => {
  const { source, clock, fetch } = made([one('a'), text('busy', 503, { 'retry-after': '20' }), one('b')])
  await source.getAccessToken()
  clock.time += 4 * minute
  for (let call = 0; call < 10; call++) {
    expect((await source.getAccessToken()).accessToken).toBe('a')
    await clock.advance(1000)
  }
  expect(fetch.requests).toHaveLength(2)
  await expect(source.getAccessToken({ forceRenewal: true })).rejects.toMatchObject({
    transient: true,
    retryAfterMs: 10_000,
  })
  await clock.advance(10_001)
  await source.getAccessToken()
  await clock.advance(0)
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('reports each failure, and pauses longer after each if there is no Retry-After (PAIN 5, 18)', async () => {
  const { source, clock, fetch } = made([
    text('', 502),
    new TypeError('offline'),
    json({ error: 'invalid_client' }, 401),
    one('a'),
  ])
  await expect(source.getAccessToken()).rejects.toMatchObject({
    name: 'TokenSourceError',
    code: 'renewal_failed',
    error: 'HTTP 502',
    httpStatus: 502,
    transient: true,
    retryAfterMs: 1000,
  })
  clock.time += 999
  await expect(source.getAccessToken()).rejects.toMatchObject({ error: 'HTTP 502', retryAfterMs: 1 })
  clock.time += 1
  await expect(source.getAccessToken()).rejects.toMatchObject({ error: 'offline', retryAfterMs: 2000 })
  clock.time += 2000
  const refused = await source.getAccessToken().catch((error) => error)
  expect(refused).toMatchObject({ error: 'invalid_client', transient: false, retryAfterMs: 4000 })
  expect(refused.failure.isError).toBe(true)
  expect(Object.keys(refused)).not.toContain('failure')
  expect(fetch.requests).toHaveLength(3)
  clock.time += 4000
  expect((await source.getAccessToken()).accessToken).toBe('a')
})

test('lets one caller abort without affecting the others or the refresh', async () => {
  let answer = (_: Response): void => {}
  const { source } = made([() => new Promise((resolve) => (answer = resolve))])
  const leaving = new AbortController()
  const left = source.getAccessToken({ signal: leaving.signal })
  const stayed = source.getAccessToken()
  leaving.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  await expect(source.getAccessToken({ signal: leaving.signal })).rejects.toThrow('enough')
  answer(one('a'))
  expect((await stayed).accessToken).toBe('a')
})

test('continues the refresh when the last caller has aborted', async () => {
  let answer = (_: Response): void => {}
  const { source } = made([() => new Promise((resolve) => (answer = resolve))])
  const leaving = new AbortController()
  const left = source.getAccessToken({ signal: leaving.signal })
  await Promise.resolve()
  leaving.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  answer(one('a'))
  expect((await source.getAccessToken()).accessToken).toBe('a')
})

test.each([
  ['missing', undefined],
  ['garbage', 'soon'],
  ['negative', -5],
])('keeps a token whose lifetime is %s until a new one is requested (PAIN 8)', async (_, expires_in) => {
  const { source, clock } = made([
    token({ access_token: 'a', ...(expires_in !== undefined && { expires_in }) }),
    one('b'),
  ])
  expect(await source.getAccessToken()).toEqual({ accessToken: 'a', tokenType: 'Bearer' })
  clock.time += 365 * 24 * 60 * minute
  expect((await source.getAccessToken({ minTtlMs: minute })).accessToken).toBe('a')
  expect((await source.getAccessToken({ forceRenewal: true })).accessToken).toBe('b')
})

test('gives a token without a lifetime the one from the settings (PAIN 8)', async () => {
  const { source, clock } = made([token({ access_token: 'a' }), one('b')], { defaultLifetimeMs: 10 * minute })
  expect((await source.getAccessToken()).expiresAt).toBe(clock.time + 10 * minute)
  clock.time += 10 * minute
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('returns a token that is already expired to its waiting callers, and requests again (PAIN 12)', async () => {
  const { source } = made([one('a', 0), one('b', 0)])
  expect((await source.getAccessToken()).accessToken).toBe('a')
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('ignores changes of the system clock, so no token is used for longer (PAIN 12)', async () => {
  let passed = 0
  const clock = Object.assign(manualClock(), { monotonic: () => passed })
  const { source } = made([one('a'), one('b'), one('c')], { clock })
  await source.getAccessToken()
  clock.time -= 24 * 60 * minute
  passed += 239_000
  expect((await source.getAccessToken()).accessToken).toBe('a')
  passed += 61_000
  expect((await source.getAccessToken()).accessToken).toBe('b')
  // a machine that slept: the one clock stood still, the other knows
  clock.time += 300_000
  expect((await source.getAccessToken()).accessToken).toBe('c')
})

test('without a monotonic clock, a token expires if the clock is set back far (PAIN 12)', async () => {
  const { source, clock } = made([one('a'), one('b')])
  await source.getAccessToken()
  clock.time -= 1000
  expect((await source.getAccessToken()).accessToken).toBe('a')
  clock.time -= 60 * minute
  expect((await source.getAccessToken()).accessToken).toBe('b')
})

test('shares tokens through the store: the second process sends no request', async () => {
  const store = createMemoryStore()
  const { settings, source } = made([one('a')], { store })
  await source.getAccessToken()
  const { source: second, events } = made([], { ...settings, fetch: testFetch(), store })
  expect((await second.getAccessToken()).accessToken).toBe('a')
  expect(events).toEqual([])
})

test('ten sources with a store and a lock make one request', async () => {
  const { settings, fetch } = made([one('a')], { store: createMemoryStore(), lock: createMemoryLock() })
  const sources = Array.from({ length: 10 }, () => createClientCredentialsTokens(settings))
  await Promise.all(sources.map((source) => source.getAccessToken()))
  expect(fetch.requests).toHaveLength(1)
})

test('two tenants, scopes or parameters never share a token in the store', async () => {
  const store = createMemoryStore()
  const variants: Partial<ClientCredentialsTokensSettings>[] = [
    {},
    { address: 'https://other.example/token' },
    { clientId: 'other' },
    { scope: 'a' },
    { scope: 'a b' },
    { resource: 'https://api.example/' },
    { audience: 'https://api.example/' },
    { parameters: { tenant: '1' } },
    { parameters: { tenant: '2' } },
    { key: 'mine' },
    { keyThumbprint: 'thumb' },
  ]
  const got: string[] = []
  for (const [index, variant] of variants.entries()) {
    const { source } = made([one(`token ${index}`)], { store, ...variant })
    got.push((await source.getAccessToken()).accessToken)
  }
  expect(new Set(got).size).toBe(variants.length)
  // the same set of words, the same token
  const { source } = made([], { store, scope: ['b', 'a'] })
  expect((await source.getAccessToken()).accessToken).toBe('token 4')
})

test('a failing store costs only a request', async () => {
  const broken = () => Promise.reject(new Error('down'))
  const { source, events } = made([one('a')], { store: { get: broken, set: broken, delete: broken } })
  expect((await source.getAccessToken()).accessToken).toBe('a')
  expect(events.map(({ name }) => name)).toEqual(['store.failed', 'store.failed', 'token.renewed'])
})

test('a hanging store costs only a request and its timeout', async () => {
  const hanging = () => new Promise<undefined>(() => {})
  const store = { get: hanging, set: hanging, delete: hanging }
  const { source, events, clock } = made([one('a')], { store, timeoutMs: 500 })
  const got = source.getAccessToken()
  await clock.asleep()
  await clock.advance(500)
  await clock.asleep()
  await clock.advance(500)
  expect((await got).accessToken).toBe('a')
  expect(events.map(({ name }) => name)).toEqual(['store.failed', 'store.failed', 'token.renewed'])
})

test('another process pauses too after a failure, and keeps its valid token (PAIN 18)', async () => {
  const store = createMemoryStore({ now: () => 0 })
  const first = made([one('a'), text('', 429, { 'retry-after': '30' })], { store })
  await first.source.getAccessToken()
  first.clock.time += 4 * minute
  await expect(first.source.getAccessToken({ forceRenewal: true })).rejects.toMatchObject({ httpStatus: 429 })
  const second = made([], { store, clock: first.clock })
  expect((await second.source.getAccessToken()).accessToken).toBe('a')
  await expect(second.source.getAccessToken({ forceRenewal: true })).rejects.toMatchObject({ retryAfterMs: 30_000 })
})

test('continues without a lock that hangs or fails (PAIN 3)', async () => {
  const stuck = made([one('a')], { lock: { withLock: () => new Promise(() => {}) } })
  const waiting = stuck.source.getAccessToken()
  await stuck.clock.asleep()
  await stuck.clock.advance(11_000)
  expect((await waiting).accessToken).toBe('a')
  expect(stuck.events[0]).toMatchObject({ name: 'lock.missed', attributes: { 'grantkit.lock.wait_ms': 11_000 } })
  const broken = made([one('a')], { lock: { withLock: () => Promise.reject(new Error('broken')) } })
  expect((await broken.source.getAccessToken()).accessToken).toBe('a')
})

test('no hook runs while the lock is held, and errors of hooks are ignored (PAIN 3)', async () => {
  let isHeld = false
  const seen: boolean[] = []
  const { source } = made([one('a')], {
    lock: {
      async withLock(_, task) {
        isHeld = true
        return task().finally(() => {
          isHeld = false
        })
      },
    },
    onEvent() {
      seen.push(isHeld)
      throw new Error('mine')
    },
  })
  expect((await source.getAccessToken()).accessToken).toBe('a')
  expect(seen).toEqual([false])
})

test('reports each request, but no cache hits', async () => {
  const { source, events, clock } = made([one('a'), text('', 500)])
  await source.getAccessToken()
  await source.getAccessToken()
  await source.getAccessToken({ forceRenewal: true }).catch(() => {})
  const always = { 'grantkit.duration_ms': 0 }
  const origin = { address: 'https://as.example/token', clientId: 'app', grantType: 'client_credentials' }
  expect(events).toEqual([
    { name: 'token.renewed', at: clock.time, attributes: { ...always, 'http.response.status_code': 200 }, origin },
    {
      name: 'token.renewal_failed',
      at: clock.time,
      attributes: {
        ...always,
        'http.response.status_code': 500,
        'error.type': 'http_error',
        'grantkit.transient': true,
        'grantkit.retry_after_ms': 1000,
      },
      origin,
    },
  ])
})

test('accepts a bound client instead of address and credentials', async () => {
  const fetch = testFetch(one('a'))
  const client = createTokenClient({ address, clientId: 'app', fetch, parameters: { tenant: '1' } })
  const source = createClientCredentialsTokens({ client, scope: 'x', parameters: { more: '2' }, clock: manualClock() })
  expect((await source.getAccessToken()).accessToken).toBe('a')
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toMatchObject({
    tenant: '1',
    more: '2',
    scope: 'x',
    client_id: 'app',
  })
})

test('refreshes by a timer on request, allows any delay, and stops on dispose (PAIN 11, 37)', async () => {
  const days = 24 * 60 * minute
  const { source, clock, fetch } = made([one('a', 30 * 86_400), one('b'), text('', 500), one('c')], {
    renewInBackground: true,
  })
  const slept: number[] = []
  const { sleep } = clock
  clock.sleep = (ms, signal) => {
    slept.push(ms)
    return sleep(ms, signal)
  }
  await source.getAccessToken()
  await clock.advance(30 * days - minute - 1)
  expect(fetch.requests).toHaveLength(1)
  await clock.advance(1)
  expect(fetch.requests).toHaveLength(2)
  expect(Math.max(...slept)).toBeLessThan(2 ** 31)
  await clock.advance(4 * minute + 1000)
  expect(fetch.requests).toHaveLength(4)
  source.dispose()
  expect(clock.sleeping()).toBe(0)
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'disposed' })
})

test.each<[string, object]>([
  ['address: pass it, or a client', { address: undefined }],
  ['address: pass it, or a client', { client: {} }],
  ['store: pass an object with get, set and delete', { store: { get() {} } }],
  ['lock: pass an object with withLock', { lock: {} }],
  ['clock: pass an object with now and sleep', { clock: {} }],
  ['timeoutMs: pass milliseconds from 1 to 2147483647', { timeoutMs: 0 }],
  ['renewBeforeMs: pass milliseconds from 0', { renewBeforeMs: -1 }],
  ['defaultLifetimeMs: pass milliseconds above 0', { defaultLifetimeMs: 0 }],
  ['lockWaitMs: pass milliseconds from 0', { lockWaitMs: Number.NaN }],
  [
    'key: pass a name for these tokens: a store with a client needs one',
    { address: undefined, client: {}, store: createMemoryStore() },
  ],
])('refuses a mistake in the settings: %s', (message, mistake) => {
  const settings = { address, clientId: 'app', ...mistake } as ClientCredentialsTokensSettings
  expect(() => createClientCredentialsTokens(settings)).toThrow(new TypeError(message))
})

test('refuses a mistake in the call, and rejects with those of the request', async () => {
  const { source } = made([])
  await expect(source.getAccessToken({ minTtlMs: -1 })).rejects.toThrow(TypeError)
  const { source: secretless } = made([], { clientSecret: '' })
  await expect(secretless.getAccessToken()).rejects.toThrow('clientSecret: pass a non-empty string')
})
