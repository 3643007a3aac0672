import { expect, test } from 'vitest'
import { createTokenSources, type TokenSource } from './index.ts'

const made = (name: string): TokenSource & { name: string } => ({ name, getAccessToken: () => new Promise(() => {}) })

test('makes a source once, and lets the one go that was left alone for the longest (PAIN 29)', () => {
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

test('a hook that throws or rejects fails nobody', () => {
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

test('lets a source go on demand', () => {
  const sources = createTokenSources(made)
  const a = sources.get('a')
  expect(sources.release('a')).toBe(true)
  expect(sources.release('a')).toBe(false)
  expect(sources.get('a')).not.toBe(a)
})

test('bears a tenant of any name', () => {
  const sources = createTokenSources(made)
  expect(sources.get('__proto__').name).toBe('__proto__')
  expect(sources.get('constructor').name).toBe('constructor')
})

test('refuses a mistake in the settings', () => {
  expect(() => createTokenSources(undefined as never)).toThrow('create: pass')
  expect(() => createTokenSources(made, { maxSources: 0 })).toThrow('maxSources: pass')
})
