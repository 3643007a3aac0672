import { expect, test } from 'vitest'
import { json, text } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'
import { createKeyCache, type KeyCacheSettings } from './key-cache.ts'

const address = 'https://as.example/keys'
const keys = (...kids: string[]) => ({ keys: kids.map((kid) => ({ kty: 'EC', kid })) })

function cacheOf(replies: Reply[], settings: Partial<KeyCacheSettings> = {}) {
  const clock = { now: 1_700_000_000_000 }
  const fetch = testFetch(...replies)
  const cache = createKeyCache({ address, fetch, now: () => clock.now, ...settings })
  const kids = async (kid?: string) => {
    const set = await cache.get({ kid })
    return set.isError ? set.code : `${set.keys.map((key) => key.kid)}${set.stale ? ', stale' : ''}`
  }
  return { cache, clock, fetch, kids }
}

test('returns the keys for ten minutes, then requests them again', async () => {
  const { clock, kids } = cacheOf([json(keys('a')), json(keys('b'))])
  expect(await kids('a')).toBe('a')
  clock.now += 599_999
  expect(await kids()).toBe('a')
  clock.now += 1
  expect(await kids()).toBe('b')
})

test('an unknown kid causes a request, but only after the cool-down', async () => {
  const { clock, fetch, kids } = cacheOf([json(keys('a')), json(keys('a', 'b')), json(keys('a', 'b'))])
  await kids('a')
  expect(await kids('b')).toBe('a')
  clock.now += 59_999
  expect(await kids('b')).toBe('a')
  expect(fetch.requests).toHaveLength(1)
  clock.now += 1
  expect(await kids('b')).toBe('a,b')
  expect(await kids('c')).toBe('a,b')
  expect(await kids('b')).toBe('a,b')
  clock.now += 60_000
  expect(await kids('c')).toBe('a,b')
})

test('concurrent callers with an unknown kid share one request', async () => {
  const { clock, kids } = cacheOf([json(keys('a')), json(keys('b'))])
  await kids()
  clock.now += 60_000
  expect(await Promise.all([kids('b'), kids('b'), kids('b')])).toEqual(['b', 'b', 'b'])
})

test('the cool-down can be set', async () => {
  const { clock, kids } = cacheOf([json(keys('a')), json(keys('b'))], { coolDownMs: 1000 })
  await kids()
  clock.now += 1000
  expect(await kids('b')).toBe('b')
})

test('returns the last valid keys if the server fails, and marks them stale', async () => {
  const { clock, kids } = cacheOf([json(keys('a')), text('', 500), json(keys('b'))])
  await kids()
  clock.now += 60_000
  expect(await kids('b')).toBe('a, stale')
  expect(await kids('a')).toBe('a, stale')
  clock.now += 60_000
  expect(await kids('b')).toBe('b')
})

test('a failure is not cached', async () => {
  const { kids } = cacheOf([text('', 500), json(keys('a'))])
  expect(await kids()).toBe('http_error')
  expect(await kids()).toBe('a')
})

test('a seed needs no request, an unknown kid causes one at once', async () => {
  const { kids } = cacheOf([json(keys('b'))], { seed: keys('a') })
  expect(await kids('a')).toBe('a')
  expect(await kids('b')).toBe('b')
  expect(() => createKeyCache({ address, seed: { keys: 'none' } })).toThrow(/^seed/)
})

test('refresh requests at once', async () => {
  const { cache, kids } = cacheOf([json(keys('a')), json(keys('b'))])
  await kids()
  expect(await cache.refresh()).toMatchObject({ keys: [{ kid: 'b' }] })
  expect(await kids()).toBe('b')
})
