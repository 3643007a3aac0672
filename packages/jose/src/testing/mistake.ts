import { expect } from 'vitest'

/** The message of the `TypeError` that `run` throws or rejects with. The test fails if there is none. */
export async function mistakeOf(run: () => unknown): Promise<string> {
  let thrown: unknown
  try {
    await run()
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(TypeError)
  return (thrown as TypeError).message
}
