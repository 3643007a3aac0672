import { expect, test } from 'vitest'
import { createTokenSources, type TokenSource } from './index.ts'

const made = (name: string): TokenSource & { name: string } => ({ name, getAccessToken: () => new Promise(() => {}) })

test('creates a source once, and releases the least recently used one (PAIN 29)', () => {
  const released: string[] = []
  const sources = createTokenSources(made, { maxSources: 2, onRelease: (_, name) => released.push(name) })
  const a = sources.get('a')
  expect(sources.get('a')).toBe(a)
  sources.get('b')
  expect(sources.get('a')).toBe(a)
  sources.get('c')
  expect(released).toEqual(['b'])
  expect(sources.size).toBe(2)
  expect(sources.get('a')).toBe(a)
})

test('errors of a hook are ignored', () => {
  for (const onRelease of [() => Promise.reject(new Error('hook')), () => raise()]) {
    const sources = createTokenSources(made, { maxSources: 1, onRelease: onRelease as never })
    sources.get('a')
    expect(sources.get('b').name).toBe('b')
    expect(sources.release('b')).toBe(true)
  }
})

function raise(): never {
  throw new Error('hook')
}

test('releases a source on demand', () => {
  const sources = createTokenSources(made)
  const a = sources.get('a')
  expect(sources.release('a')).toBe(true)
  expect(sources.release('a')).toBe(false)
  expect(sources.get('a')).not.toBe(a)
})

test('accepts any tenant name', () => {
  const sources = createTokenSources(made)
  expect(sources.get('__proto__').name).toBe('__proto__')
  expect(sources.get('constructor').name).toBe('constructor')
})

test('refuses a mistake in the settings', () => {
  expect(() => createTokenSources(undefined as never)).toThrow('create: pass')
  expect(() => createTokenSources(made, { maxSources: 0 })).toThrow('maxSources: pass')
})
