import { expect, it } from 'vitest'
import type { TokenStore } from '../token-store.ts'

/** What a store can do on top of the least. */
export interface StoreAbilities {
  /** Makes an empty store, with nothing of an earlier test in it. */
  create: () => TokenStore | Promise<TokenStore>
  /** Lets so many milliseconds go by for the store; left out if the store knows no lifetimes. */
  pass?: (ms: number) => unknown
  /** Whether nobody can come between comparing and writing. @default true */
  atomic?: boolean
}

/** The tests that every store has to pass. */
export function storeContract({ create, pass, atomic = true }: StoreAbilities): void {
  const tricky = [':colon', '::', 'null', '{"value":1}', 'ünïcode \u{1f511}', ' ', 'a'.repeat(10_000), '\n"\\']

  it('holds nothing at first', async () => {
    const store = await create()
    expect(await store.get('key')).toBeUndefined()
  })

  it('gives back what was written last, under each key its own', async () => {
    const store = await create()
    for (const value of ['old', 'new']) expect(await store.set('key', value)).not.toBe(false)
    await store.set('other', 'else')
    expect([await store.get('key'), await store.get('other')]).toEqual(['new', 'else'])
  })

  it('changes no text', async () => {
    const store = await create()
    for (const text of tricky) {
      await store.set(text, text)
      expect(await store.get(text)).toBe(text)
      expect(await store.set(text, `${text}!`, { expected: text })).not.toBe(false)
      expect(await store.get(text)).toBe(`${text}!`)
    }
  })

  it('forgets what is deleted, and only that', async () => {
    const store = await create()
    for (const key of ['key', 'other', 'key:more']) await store.set(key, key)
    await store.delete('key')
    await store.delete('never was')
    expect(await Promise.all(['key', 'other', 'key:more'].map((key) => store.get(key)))).toEqual([
      undefined,
      'other',
      'key:more',
    ])
  })

  it('writes only if it holds what is expected (PAIN 2)', async () => {
    const store = await create()
    expect(await store.set('key', 'one', { expected: 'none' })).toBe(false)
    expect(await store.set('key', 'one', { expected: null })).not.toBe(false)
    expect(await store.set('key', 'two', { expected: null })).toBe(false)
    expect(await store.set('key', 'two', { expected: 'wrong' })).toBe(false)
    expect(await store.get('key')).toBe('one')
    expect(await store.set('key', 'two', { expected: 'one' })).not.toBe(false)
    expect(await store.get('key')).toBe('two')
    await store.delete('key')
    expect(await store.set('key', 'three', { expected: 'two' })).toBe(false)
    expect(await store.set('key', 'three', { expected: null })).not.toBe(false)
  })

  if (atomic) {
    it('lets one of many win who expect the same (PAIN 2)', async () => {
      const store = await create()
      for (const expected of [null, 'winner']) {
        const value = expected ? 'second' : 'winner'
        const all = await Promise.all(Array.from({ length: 20 }, () => store.set('key', value, { expected })))
        expect(all.filter((written) => written !== false)).toHaveLength(1)
      }
    })
  }

  if (pass) {
    it('forgets what is past its lifetime, and takes it for nothing when it compares', async () => {
      const store = await create()
      await store.set('short', 'value', { ttlMs: 200 })
      await store.set('swapped', 'old')
      await store.set('swapped', 'value', { expected: 'old', ttlMs: 200 })
      await store.set('long', 'value', { ttlMs: 3_600_000 })
      await store.set('forever', 'value')
      await pass(250)
      expect(await Promise.all(['short', 'swapped', 'long', 'forever'].map((key) => store.get(key)))).toEqual([
        undefined,
        undefined,
        'value',
        'value',
      ])
      expect(await store.set('short', 'value', { expected: 'value' })).toBe(false)
      expect(await store.set('short', 'value', { expected: null })).not.toBe(false)
    })

    it('lets a value written without a lifetime outlive the one it replaces', async () => {
      const store = await create()
      await store.set('plain', 'short', { ttlMs: 200 })
      await store.set('plain', 'value')
      await store.set('swapped', 'short', { ttlMs: 200 })
      await store.set('swapped', 'value', { expected: 'short' })
      await pass(250)
      expect([await store.get('plain'), await store.get('swapped')]).toEqual(['value', 'value'])
    })
  }
}
