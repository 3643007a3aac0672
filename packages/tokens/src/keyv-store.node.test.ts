import Keyv from 'keyv'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeyvStore, createMemoryStore, type KeyvLike } from './index.ts'
import { storeContract } from './testing/store-contract.ts'

const keyv = (): Keyv => new Keyv({ throwOnErrors: true })

describe('the store in a keyv', () => {
  // keyv knows no other clock
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

  storeContract({ create: () => createKeyvStore(keyv()), pass, atomic: false })

  it('leaves comparing to the backend if that can, and other writes to keyv', async () => {
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

  it('passes on what the backend throws: an outage is no empty store (PAIN 4)', async () => {
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

  it('refuses a keyv that keeps outages to itself, and one whose adapter does (PAIN 4)', () => {
    expect(() => createKeyvStore(new Keyv())).toThrow(/^keyv: pass one with throwOnErrors: true/)
    const adapter = Object.assign(new Map(), { throwOnErrors: false })
    expect(() => createKeyvStore(new Keyv({ store: adapter, throwOnErrors: true }))).toThrow(/^keyv: pass /)
  })

  it('rejects if a keyv says that it has not written', async () => {
    const lazy: KeyvLike = { get: async () => undefined, set: async () => false, delete: async () => false }
    await expect(createKeyvStore(lazy).set('key', 'value')).rejects.toThrow('the keyv has not taken the value')
    await expect(createKeyvStore(lazy).set('key', 'value', { expected: null })).rejects.toThrow('not taken')
  })

  it('rejects if something else than text is under its key, and does not say what', async () => {
    const shared = keyv()
    await shared.set('key', { secret: 'c4n4ry' })
    const failure = await createKeyvStore(shared)
      .get('key')
      .then(String, (error: Error) => error.message)
    expect(failure).toBe('the keyv holds something that is no text under a key of the token store')
  })

  it('takes a null for nothing, as some adapters say it', async () => {
    const store = createKeyvStore({ get: async () => null, set: async () => true, delete: async () => true })
    expect(await store.get('key')).toBeUndefined()
  })
})
