import { expect, test, vi } from 'vitest'
import { createCodeChallenge, createCodeVerifier, createNonce, createPkce, createState } from '../index.ts'

// Not in browsers: in one page for all files WebKit's compiler takes a global for constant, the real one or the stub.

test('PKCE says what to do if crypto.subtle is missing, as on an insecure page', async () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes })
  for (const made of [createPkce(), createCodeChallenge('a'.repeat(43))]) {
    await expect(made).rejects.toThrow(/crypto\.subtle.*https/)
  }
})

test.each([
  ['createState', createState],
  ['createNonce', createNonce],
  ['createCodeVerifier', createCodeVerifier],
])('%s takes all its bits from WebCrypto', (_, create) => {
  const fill = (value: number) => ({ getRandomValues: (bytes: Uint8Array) => bytes.fill(value) })
  vi.stubGlobal('crypto', fill(0))
  expect(create()).toBe('A'.repeat(43))
  vi.stubGlobal('crypto', fill(255))
  expect(create()).toBe(`${'_'.repeat(42)}8`)
  vi.stubGlobal('crypto', fill(0xfb))
  expect(create()).toBe('-_v7'.repeat(11).slice(0, 42).concat('s'))
})
