import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenKey } from './index.ts'

const words = fc.string({ minLength: 1, maxLength: 3 })
const parts = fc.record({
  issuer: words,
  clientId: words,
  grantType: words,
  scope: fc.array(fc.stringMatching(/^[a-c]+$/)),
  resource: fc.array(words),
  audience: fc.array(words),
  parameters: fc.array(fc.tuple(words, words)),
  subject: words,
  keyThumbprint: words,
})

test('any difference gives another name, except the order of scopes, resources and parameters', async () => {
  const reordered = (list: string[]): string[] => [...list].reverse()
  await fc.assert(
    fc.asyncProperty(parts, parts, async (one, other) => {
      const twisted = {
        ...one,
        scope: reordered(one.scope).join(' '),
        resource: reordered(one.resource),
        parameters: [...one.parameters].reverse(),
      }
      expect(await tokenKey(twisted)).toBe(await tokenKey(one))
      for (const name of Object.keys(one) as (keyof typeof one)[]) {
        const set = (value: unknown): string =>
          JSON.stringify([...new Set([value].flat().map((each) => JSON.stringify(each)))].sort())
        const same =
          name === 'scope'
            ? set(one.scope) === set(other.scope)
            : JSON.stringify([one[name]].flat().map(String).sort()) ===
              JSON.stringify([other[name]].flat().map(String).sort())
        if (same) continue
        expect(await tokenKey({ ...one, [name]: other[name] })).not.toBe(await tokenKey(one))
      }
    }),
    { seed: 20_261_123, numRuns: 50 },
  )
})

test('parts of the name are separated unambiguously', async () => {
  const keys = [
    { grantType: 'a', subject: 'b' },
    { grantType: 'a', keyThumbprint: 'b' },
    { grantType: 'a', issuer: 'b' },
    { grantType: 'a', clientId: 'b' },
    { grantType: 'a', scope: 'b' },
    { grantType: 'a', resource: 'b' },
    { grantType: 'a', audience: 'b' },
    { grantType: 'a', parameters: [['b', '']] as const },
    { grantType: 'a', parameters: [['', 'b']] as const },
    { grantType: 'a","b' },
  ]
  const names = await Promise.all(keys.map((key) => tokenKey(key)))
  expect(new Set(names).size).toBe(keys.length)
  for (const name of names) expect(name).toMatch(/^grantkit:[\w-]{43}$/)
})
