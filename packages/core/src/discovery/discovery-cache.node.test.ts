import { expect, test } from 'vitest'
import { json, text } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'
import { createDiscoveryCache, type DiscoveryCacheSettings } from './discovery-cache.ts'
import { createKeyCache } from './key-cache.ts'

const authority = 'https://as.example'
const document = (token = 'token') => ({
  issuer: authority,
  token_endpoint: `${authority}/${token}`,
  jwks_uri: `${authority}/keys`,
})
const day = 24 * 60 * 60 * 1000

/** A cache whose clock stands still until it is told otherwise. */
function cacheOf(replies: Reply[], settings: Partial<DiscoveryCacheSettings> = {}) {
  const clock = { now: 1_700_000_000_000 }
  const fetch = testFetch(...replies)
  return { clock, fetch, cache: createDiscoveryCache({ authority, fetch, now: () => clock.now, ...settings }) }
}

/** The last path segment of the token endpoint, `failed`, or either of them with what made it stale. */
async function tokenOf(asked: ReturnType<ReturnType<typeof createDiscoveryCache>['get']>): Promise<string> {
  const server = await asked
  if (server.isError) return `failed: ${server.code}`
  return `${server.tokenEndpoint?.slice(authority.length + 1)}${server.stale ? `, stale: ${server.stale.code}` : ''}`
}

/** A reply that is given when it is told to. */
function held(reply: Response | Error) {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let signal: AbortSignal | null | undefined
  const give: Reply = async (seen) => {
    signal = seen.init.signal
    await gate
    if (reply instanceof Error) throw reply
    return reply
  }
  return { give, release, signal: () => signal }
}

test('nothing is sent before the first call', () => {
  cacheOf([])
})

test('returns the document for a day, then requests it again', async () => {
  const { cache, clock } = cacheOf([json(document('one')), json(document('two'))])
  expect(await tokenOf(cache.get())).toBe('one')
  clock.now += day - 1
  expect(await tokenOf(cache.get())).toBe('one')
  clock.now += 1
  expect(await tokenOf(cache.get())).toBe('two')
})

test('requests again if the clock was set back, and after a short lifetime', async () => {
  const back = cacheOf([json(document('one')), json(document('two'))])
  await back.cache.get()
  back.clock.now -= 1
  expect(await tokenOf(back.cache.get())).toBe('two')
  const short = cacheOf([json(document('one')), json(document('two'))], { lifetimeMs: 1000 })
  await short.cache.get()
  short.clock.now += 1000
  expect(await tokenOf(short.cache.get())).toBe('two')
})

test('the document is deeply frozen, because callers share it', async () => {
  const { cache, clock } = cacheOf([json({ ...document('one'), 'x-own': [{ deep: [1] }] }), text('', 503)])
  const isFrozen = (value: unknown): boolean =>
    Object(value) !== value || (Object.isFrozen(value) && Object.values(value as object).every(isFrozen))
  const server = await cache.get()
  expect(isFrozen(server)).toBe(true)
  clock.now += day
  const stale = await cache.get()
  expect(isFrozen(stale)).toBe(true)
  // what is made of it, such as a cache of its keys, can be kept by it
  expect(await cache.get()).toBe(stale)
})

test('a very deeply nested document is frozen, too', async () => {
  const deep = `{"issuer":"${authority}","jwks_uri":"${authority}/k","x":${'['.repeat(400_000)}${']'.repeat(400_000)}}`
  const { cache } = cacheOf([text(deep, 200, { 'content-type': 'application/json' })])
  expect(await cache.get()).toMatchObject({ issuer: authority })
})

test('concurrent callers share one request', async () => {
  const { cache, clock } = cacheOf([json(document('one')), json(document('two'))])
  expect(await Promise.all([1, 2, 3].map(() => tokenOf(cache.get())))).toEqual(['one', 'one', 'one'])
  clock.now += day
  expect(await Promise.all([1, 2, 3].map(() => tokenOf(cache.get())))).toEqual(['two', 'two', 'two'])
})

test('PAIN 27: all waiting callers get a failure, and it is not cached', async () => {
  const { cache } = cacheOf([text('', 503), new TypeError('offline'), json(document())])
  expect(await Promise.all([tokenOf(cache.get()), tokenOf(cache.get())])).toEqual([
    'failed: http_error',
    'failed: http_error',
  ])
  expect(await tokenOf(cache.get())).toBe('failed: network')
  expect(await tokenOf(cache.get())).toBe('token')
})

test.each([
  ['lifetimeMs', Number.NaN],
  ['lifetimeMs', -1],
  ['lifetimeMs', 'day'],
  ['coolDownMs', Number.NaN],
  ['coolDownMs', -1],
  ['seedReceivedAt', Number.NaN],
  ['now', 5],
  ['now', null],
])('refuses at once %s: %s, which would turn the cache off', (field, value) => {
  expect(() => cacheOf([], { [field]: value })).toThrow(`${field}: pass `)
  expect(() => createKeyCache({ address: `${authority}/keys`, [field]: value })).toThrow(`${field}: pass `)
})

test.each(['get', 'refresh'] as const)('refuses an invalid signal: %s', async (method) => {
  const { cache } = cacheOf([])
  await expect(cache[method]({ signal: false as never })).rejects.toThrow('signal: pass ')
})

test('a mistake in the settings rejects each time', async () => {
  const { cache } = cacheOf([], { timeoutMs: 0 })
  await expect(cache.get()).rejects.toThrow('timeoutMs')
  await expect(cache.get()).rejects.toThrow('timeoutMs')
})

test('returns the last valid document if a refresh fails, marks it stale, and respects the cool-down', async () => {
  const { cache, clock, fetch } = cacheOf([
    json(document('one')),
    text('', 503),
    new TypeError('x'),
    json(document('two')),
  ])
  await cache.get()
  clock.now += day
  expect(await tokenOf(cache.get())).toBe('one, stale: http_error')
  clock.now += 59_999
  expect(await tokenOf(cache.get())).toBe('one, stale: http_error')
  expect(fetch.requests).toHaveLength(2)
  clock.now += 1
  expect(await tokenOf(cache.get())).toBe('one, stale: network')
  clock.now += 60_000
  expect(await tokenOf(cache.get())).toBe('two')
})

test('returns the last valid document if the new one is refused', async () => {
  const { cache } = cacheOf([json(document()), json({ ...document(), issuer: 'https://evil.example' })])
  await cache.get()
  expect(await tokenOf(cache.refresh())).toBe('token, stale: invalid_response')
})

test('refresh requests at once, and its document is cached', async () => {
  const { cache } = cacheOf([json(document('one')), json(document('two'))])
  await cache.get()
  expect(await tokenOf(cache.refresh())).toBe('two')
  expect(await tokenOf(cache.get())).toBe('two')
})

test('PAIN 26: a fresh seed needs no request, and its policy is checked', async () => {
  const { cache, clock } = cacheOf([json(document('new'))], { seed: document('seed') })
  expect(await tokenOf(cache.get())).toBe('seed')
  clock.now += day
  expect(await tokenOf(cache.get())).toBe('new')
  const evil = { ...document(), token_endpoint: 'https://evil.example' }
  const policy = { endpointHosts: 'authority' } as const
  expect(() => createDiscoveryCache({ authority, seed: evil, policy })).toThrow(/^seed.*token_endpoint/)
})

test('PAIN 27: an old seed is used if the server cannot be reached', async () => {
  const { cache } = cacheOf([new TypeError('offline')], { seed: document('seed'), seedReceivedAt: 0 })
  expect(await tokenOf(cache.get())).toBe('seed, stale: network')
})

test('a cached document can seed another cache', async () => {
  const server = await cacheOf([json(document('one'))]).cache.get()
  expect(await tokenOf(cacheOf([], { seed: server.json ?? {} }).cache.get())).toBe('one')
})

test("aborting one call doesn't affect the others", async () => {
  const reply = held(json(document()))
  const { cache } = cacheOf([reply.give])
  const controller = new AbortController()
  const leaver = cache.get({ signal: controller.signal })
  const stayer = tokenOf(cache.get())
  controller.abort('enough')
  await expect(leaver).rejects.toBe('enough')
  expect(reply.signal()?.aborted).toBe(false)
  const late = tokenOf(cache.get())
  reply.release()
  expect(await Promise.all([stayer, late])).toEqual(['token', 'token'])
})

test('the request ends when the last caller aborts, and the next call starts a new one', async () => {
  const reply = held(json(document('one')))
  const { cache } = cacheOf([reply.give, json(document('two'))])
  const controller = new AbortController()
  const leavers = [cache.get({ signal: controller.signal }), cache.get({ signal: controller.signal })]
  await Promise.resolve()
  controller.abort('enough')
  for (const leaver of leavers) await expect(leaver).rejects.toBe('enough')
  const next = tokenOf(cache.get())
  expect(reply.signal()?.aborted).toBe(true)
  reply.release()
  expect(await next).toBe('two')
  expect(await tokenOf(cache.get())).toBe('two')
})

test('an aborted signal rejects the call, even if the document is cached', async () => {
  const { cache } = cacheOf([json(document())])
  const signal = AbortSignal.abort('enough')
  await expect(cache.get({ signal })).rejects.toBe('enough')
  await cache.get()
  await expect(cache.get({ signal })).rejects.toBe('enough')
})
