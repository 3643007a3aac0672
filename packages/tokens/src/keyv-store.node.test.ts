import Keyv from 'keyv'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeyvStore, createMemoryStore, type KeyvLike } from './index.ts'
import { storeContract } from './testing/store-contract.ts'

const keyv = (): Keyv => new Keyv({ throwOnErrors: true })

describe('the keyv store', () => {
  // keyv knows no other clock
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

  storeContract({ create: () => createKeyvStore(keyv()), pass, atomic: false })

  it('compares in the backend if possible, and writes the rest with keyv', async () => {
    const backend = createMemoryStore()
    const calls: unknown[] = []
    const store = createKeyvStore(keyv(), {
      compareAndSet: async (...call) => {
        calls.push(call)
        const [key, expected, value] = call
        return (await backend.set(key, value, { expected })) === true
      },
    })
    expect(await store.set('key', 'one', { expected: null, ttlMs: 100 })).toBe(true)
    expect(await store.set('key', 'two', { expected: 'none' })).toBe(false)
    expect(await store.set('key', 'three')).toBeUndefined()
    expect(calls).toEqual([
      ['key', null, 'one', 100],
      ['key', 'none', 'two', undefined],
    ])
    expect(await store.get('key')).toBe('three')
  })

  it("rejects with the backend's errors: an outage is not an empty store (PAIN 4)", async () => {
    const down = async () => Promise.reject(new Error('connection refused'))
    const store = createKeyvStore(
      new Keyv({
        throwOnErrors: true,
        store: { get: down, set: down, delete: down, clear: down },
      }),
    )
    await expect(store.get('key')).rejects.toThrow('connection refused')
    await expect(store.set('key', 'value')).rejects.toThrow('connection refused')
    await expect(store.set('key', 'value', { expected: null })).rejects.toThrow('connection refused')
  })

  it('refuses a keyv that hides outages, or whose adapter does (PAIN 4)', () => {
    expect(() => createKeyvStore(new Keyv())).toThrow(/^keyv: pass one with throwOnErrors: true/)
    const adapter = Object.assign(new Map(), { throwOnErrors: false })
    expect(() => createKeyvStore(new Keyv({ store: adapter, throwOnErrors: true }))).toThrow(/^keyv: pass /)
  })

  it('rejects if keyv reports a failed write', async () => {
    const lazy: KeyvLike = { get: async () => undefined, set: async () => false, delete: async () => false }
    await expect(createKeyvStore(lazy).set('key', 'value')).rejects.toThrow('the keyv has not taken the value')
    await expect(createKeyvStore(lazy).set('key', 'value', { expected: null })).rejects.toThrow('not taken')
  })

  it("rejects if its entry isn't a string, and doesn't show it", async () => {
    const shared = keyv()
    await shared.set('key', { secret: 'c4n4ry' })
    const failure = await createKeyvStore(shared)
      .get('key')
      .then(String, (error: Error) => error.message)
    expect(failure).toBe('the keyv holds something that is no text under a key of the token store')
  })

  it('treats null as absent, as some adapters return it', async () => {
    const store = createKeyvStore({ get: async () => null, set: async () => true, delete: async () => true })
    expect(await store.get('key')).toBeUndefined()
  })
})
