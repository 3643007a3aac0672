import { describe, expect, it } from 'vitest'
import { createEncryptedStore, type EncryptionKey } from './encrypted-store.ts'
import { createMemoryStore, type TokenStore } from './index.ts'
import { storeContract } from './testing/store-contract.ts'

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const key = (id: string, fill: number): EncryptionKey => ({ id, key: bytes(fill) })
const [old, young] = [key('2025', 1), key('2026', 2)]

const message = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `no error, but ${value}`,
    (error: Error) => error.message,
  )

describe('the encrypted store', () => {
  let time = 1_700_000_000_000
  storeContract({
    create: () => createEncryptedStore(createMemoryStore({ now: () => time }), { keys: [old] }),
    pass: (ms) => {
      time += ms
    },
  })

  const pair = (keys: EncryptionKey[] = [old], inner: TokenStore = createMemoryStore()) => ({
    inner,
    store: createEncryptedStore(inner, { keys }),
  })

  it('treats null as absent, as many backends return it', async () => {
    const held = new Map<string, string>()
    const inner: TokenStore = {
      get: async (name) => (held.get(name) ?? null) as never,
      set: async (name, value) => held.set(name, value),
      delete: async (name) => held.delete(name),
    }
    const { store } = pair([old], inner)
    expect(await store.get('key')).toBeUndefined()
    expect(await store.set('key', 'value', { expected: 'before' })).toBe(false)
    await store.set('key', 'value', { expected: null })
    expect(await store.get('key')).toBe('value')
  })

  it('writes nothing readable, and no two equal values', async () => {
    const { inner, store } = pair()
    const held = new Set<string | undefined>()
    for (const _ of [1, 2]) {
      await store.set('key', 'c4n4ry')
      held.add(await inner.get('key'))
    }
    expect(held.size).toBe(2)
    for (const value of held) {
      expect(value).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
      expect(value).not.toContain('c4n4ry')
      expect(
        value
          ?.split('.')
          .map((part) => atob(part.replaceAll('-', '+').replaceAll('_', '/')))
          .join(),
      ).not.toContain('c4n4ry')
    }
  })

  it('accepts a non-extractable WebCrypto key', async () => {
    const secret = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const { store } = pair([{ id: 'webcrypto', key: secret }])
    await store.set('key', 'value')
    expect(await store.get('key')).toBe('value')
  })

  it('encrypts with the first key and decrypts with each, for key rotation', async () => {
    const { inner, store } = pair([old])
    await store.set('key', 'value')
    const changed = createEncryptedStore(inner, { keys: [young, old] })
    expect(await changed.get('key')).toBe('value')
    expect(await changed.set('key', 'value 2', { expected: 'value' })).not.toBe(false)
    expect(await createEncryptedStore(inner, { keys: [young] }).get('key')).toBe('value 2')
    expect(await message(store.get('key'))).toMatch(/encrypted with a key that the store does not have/)
  })

  it("refuses a value that was moved to another entry, so no user gets another's session", async () => {
    const { inner, store } = pair()
    await store.set('alice', 'session')
    await inner.set('bob', (await inner.get('alice')) ?? '')
    expect(await message(store.get('bob'))).toBe('a stored value was written under another key')
    expect(await message(store.set('bob', 'next', { expected: 'session' }))).toBe(
      'a stored value was written under another key',
    )
    expect(await store.get('alice')).toBe('session')
  })

  it.each([
    ['no JWE', () => 'plain text', 'a stored value is not encrypted as this store does it'],
    ['nothing', () => '', 'a stored value is not encrypted as this store does it'],
    [
      'changed',
      (held: string) => `${held.slice(0, -4)}AAAA`,
      'a stored value was changed, or encrypted with another key of the same id',
    ],
  ])('distinguishes a value that it cannot decrypt from none: %s', async (_, change, expected) => {
    const { inner, store } = pair()
    await store.set('key', 'c4n4ry')
    await inner.set('key', change((await inner.get('key')) ?? ''))
    expect(await message(store.get('key'))).toBe(expected)
    expect(await message(store.set('key', 'next', { expected: 'c4n4ry' }))).toBe(expected)
  })

  it('refuses another key with a known id', async () => {
    const { inner, store } = pair([key('same', 1)])
    await store.set('key', 'value')
    expect(await message(createEncryptedStore(inner, { keys: [key('same', 9)] }).get('key'))).toMatch(
      /^a stored value was changed/,
    )
  })

  it("doesn't overwrite a write between its own read and write (PAIN 2)", async () => {
    const { inner, store } = pair()
    await store.set('key', 'one')
    const overtaken: TokenStore = {
      ...inner,
      async set(...call) {
        await store.set('key', 'theirs')
        return inner.set(...call)
      },
    }
    const slow = createEncryptedStore(overtaken, { keys: [old] })
    expect(await slow.set('key', 'mine', { expected: 'one' })).toBe(false)
    expect(await store.get('key')).toBe('theirs')
  })

  it('can overwrite and delete unreadable values, for a new login', async () => {
    const { inner, store } = pair()
    await inner.set('key', 'garbage')
    await store.set('key', 'value')
    expect(await store.get('key')).toBe('value')
    await inner.set('key', 'garbage')
    await store.delete('key')
    expect(await store.get('key')).toBeUndefined()
  })

  it.each([
    ['no key', []],
    ['two of one id', [key('same', 1), key('same', 2)]],
    ['a key without an id', [key('', 1)]],
    ['a short key', [{ id: 'short', key: new Uint8Array(16) }]],
  ])('refuses %s', (_, keys) => {
    expect(() => createEncryptedStore(createMemoryStore(), { keys })).toThrow(/^keys: pass /)
  })
})
