import { describe, expect, test } from 'vitest'
import { createCodeChallenge, createCodeVerifier, createNonce, createPkce, createState } from '../index.ts'

const unreserved = /^[A-Za-z0-9\-._~]+$/

describe('PKCE', () => {
  test('has the challenge of RFC 7636 appendix B for its verifier', async () => {
    expect(await createCodeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  test('makes a verifier and its challenge', async () => {
    const { codeVerifier, codeChallenge, codeChallengeMethod, ...more } = await createPkce()
    expect(codeVerifier).toMatch(/^[\w-]{43}$/)
    expect(codeChallenge).toMatch(/^[\w-]{43}$/)
    expect(codeChallenge).toBe(await createCodeChallenge(codeVerifier))
    expect(codeChallengeMethod).toBe('S256')
    expect(more).toEqual({})
  })

  test.each([
    [undefined, 43],
    [32, 43],
    [33, 44],
    [64, 86],
    [96, 128],
  ])('makes %s random bytes into a verifier of %i characters', (byteLength, length) => {
    const codeVerifier = createCodeVerifier(byteLength)
    expect(codeVerifier).toHaveLength(length)
    expect(codeVerifier).toMatch(unreserved)
  })

  test.each([0, 1, 31, 97, 32.5, -32, Number.NaN, Number.POSITIVE_INFINITY, '32', null])(
    'refuses to make a verifier of %s bytes',
    (byteLength) => {
      expect(() => createCodeVerifier(byteLength as number)).toThrow(TypeError)
    },
  )

  test('accepts a verifier of 43 to 128 unreserved characters', async () => {
    for (const codeVerifier of ['a'.repeat(43), 'Z9-._~'.padEnd(128, 'a')]) {
      expect(await createCodeChallenge(codeVerifier)).toMatch(/^[\w-]{43}$/)
    }
  })

  test.each([
    ['too short', 'pl4nted'.padEnd(42, 'a')],
    ['too long', 'pl4nted'.padEnd(129, 'a')],
    ['with a character that is not allowed', 'pl4nted+'.padEnd(43, 'a')],
    ['with a line break', `${'pl4nted'.padEnd(43, 'a')}\n`],
    ['with a letter that is not ASCII', 'pl4ntedé'.padEnd(43, 'a')],
    ['empty', ''],
    ['no string', 5],
    ['missing', undefined],
  ])('refuses the challenge of a verifier that is %s, without repeating it', async (_, codeVerifier) => {
    const challenge = createCodeChallenge(codeVerifier as string)
    await expect(challenge).rejects.toThrow(TypeError)
    await expect(challenge).rejects.toThrow(/^codeVerifier/)
    await expect(challenge).rejects.not.toThrow('pl4nted')
  })
})

describe.each([
  ['createState', createState],
  ['createNonce', createNonce],
  ['createCodeVerifier', createCodeVerifier],
])('%s', (_, create) => {
  test('makes 256 random bits into 43 characters that need no encoding', () => {
    const made = create()
    expect(made).toMatch(/^[\w-]{43}$/)
    expect(encodeURIComponent(made)).toBe(made)
  })

  test('makes another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => create())).size).toBe(1_000)
  })
})
