import { expect } from 'vitest'
import type { JoseError, JoseErrorCode } from '../index.ts'

/** Expects a promise to reject with a `JoseError` of this code, about this claim if one is named. */
export async function refused(promise: Promise<unknown>, code: JoseErrorCode, claim?: string): Promise<JoseError> {
  const error = await promise.then(
    () => expect.fail('it was accepted'),
    (error: JoseError) => error,
  )
  expect({ name: error.name, code: error.code, claim: error.claim, message: error.message }).toEqual({
    name: 'JoseError',
    code,
    claim,
    message: expect.stringMatching(/\S \S/),
  })
  return error
}
