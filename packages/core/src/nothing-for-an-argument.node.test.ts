import { describe, expect, test } from 'vitest'
import * as grantkit from './index.ts'

const functions = Object.entries(grantkit).filter(([name]) => /^[a-z]/.test(name)) as [
  string,
  (...given: unknown[]) => unknown,
][]

// what an engine says about a mistake that nobody looked for
const engines = /cannot (destructure|read|convert)|is not (iterable|a function|an object)|undefined is|null is/i

/** What is thrown or rejected, or nothing. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}

describe.each([undefined, null])('%s for an argument', (nothing) => {
  test.each(functions)('is refused in our words by %s, or accepted', async (_name, run) => {
    for (const given of [[nothing], [nothing, nothing]]) {
      const error = await outcomeOf(() => run(...given))
      if (error === undefined) continue
      expect(error).toBeInstanceOf(TypeError)
      expect((error as TypeError).message).toMatch(/^[\w.]+: pass \S/)
      expect((error as TypeError).message).not.toMatch(engines)
    }
  })
})

test('there are functions to look at', () => {
  expect(functions.length).toBeGreaterThan(30)
})
