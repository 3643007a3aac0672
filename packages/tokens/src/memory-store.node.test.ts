import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './index.ts'
import { storeContract } from './testing/store-contract.ts'

describe('the memory store', () => {
  let time = 1_700_000_000_000
  storeContract({
    create: () => createMemoryStore({ now: () => time }),
    pass: (ms) => {
      time += ms
    },
  })

  it('drops the least recently used entry when it is full', async () => {
    const store = createMemoryStore({ maxEntries: 3 })
    for (const key of ['read', 'written', 'compared']) await store.set(key, 'value')
    await store.get('read')
    await store.set('written', 'value')
    await store.set('compared', 'value', { expected: 'other' })
    await store.set('new', 'value')
    const keys = ['read', 'written', 'compared', 'new']
    const held = await Promise.all(keys.map((key) => store.get(key)))
    expect(held).toEqual([undefined, 'value', 'value', 'value'])
  })

  it('holds at most 100000 values by default', async () => {
    const store = createMemoryStore()
    for (let count = 0; count <= 100_000; count++) await store.set(`${count}`, 'value')
    expect(await store.get('0')).toBeUndefined()
    expect(await store.get('1')).toBe('value')
  })

  it('looks up the clock at each call, not when it is created', async () => {
    const store = createMemoryStore()
    await store.set('key', 'value', { ttlMs: 3_600_000 })
    expect(await store.get('key')).toBe('value')
  })

  it.each([0, -1, Number.NaN])('refuses a capacity of %s values', (maxEntries) => {
    expect(() => createMemoryStore({ maxEntries })).toThrow(/^maxEntries: pass /)
  })
})
