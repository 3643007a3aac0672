import { describe, expect, test } from 'vitest'
import { askForSuccess } from '../testing/ask.ts'
import { text, token } from '../testing/replies.ts'

const now = () => 1_000_000

describe('expires_in', () => {
  test.each([
    [3600, 3600, []],
    [0, 0, []],
    [1, 1, []],
    ['3600', 3600, ['expires_in-string']],
    ['0', 0, ['expires_in-string']],
    ['007', 7, ['expires_in-string']],
    [3599.9, 3599, ['expires_in-float']],
    [0.5, 0, ['expires_in-float']],
  ])('%j means %i seconds from receipt (PAIN 8)', async (expires_in, expiresIn, quirks) => {
    const response = await askForSuccess(token({ expires_in }), { now })
    expect(response).toMatchObject({ expiresIn, expiresAt: 1_000_000 + expiresIn * 1000, quirks })
  })

  test('that is missing means an unknown lifetime, and is no quirk (PAIN 8)', async () => {
    const response = await askForSuccess(token(), { now })
    expect(response).not.toHaveProperty('expiresIn')
    expect(response).not.toHaveProperty('expiresAt')
    expect(response.quirks).toEqual([])
  })

  test.each([
    ['null'],
    ['-1'],
    ['-0.5'],
    ['1e400'],
    ['-1e400'],
    ['1e15'],
    ['8640000000000'],
    ['true'],
    ['[]'],
    ['[60]'],
    ['1900000000.5'],
    ['{}'],
    ['""'],
    ['" "'],
    ['"-1"'],
    ['"+60"'],
    ['" 60 "'],
    ['"60\\n"'],
    ['"3600s"'],
    ['"0x10"'],
    ['"1e3"'],
    ['"60.5"'],
    ['"NaN"'],
    ['"Infinity"'],
    ['"soon"'],
    ['"٣٦"'],
    [`"${'9'.repeat(30)}"`],
    [`"${'9'.repeat(400)}"`],
  ])('%s means an unknown lifetime and a quirk, never NaN (PAIN 8)', async (value) => {
    const body = `{"access_token":"at","token_type":"Bearer","expires_in":${value}}`
    const response = await askForSuccess(text(body, 200, { 'content-type': 'application/json' }), { now })
    expect(response).not.toHaveProperty('expiresIn')
    expect(response).not.toHaveProperty('expiresAt')
    expect(response.quirks).toEqual(['expires_in-invalid'])
  })

  test('is limited by the latest possible date (PAIN 8)', async () => {
    const last = 8.64e12
    const response = await askForSuccess(token({ expires_in: last }), { now: () => 0 })
    expect(new Date(response.expiresAt as number).toISOString()).toBe('+275760-09-13T00:00:00.000Z')
    expect((await askForSuccess(token({ expires_in: last + 1 }), { now: () => 0 })).quirks).toEqual([
      'expires_in-invalid',
    ])
  })

  test('is read from a form, in which every number is a string (PAIN 8)', async () => {
    const response = await askForSuccess(text('access_token=at&token_type=b&expires_in=60'), { now })
    expect(response).toMatchObject({ expiresIn: 60, expiresAt: 1_060_000 })
    expect(response.quirks).toContain('form-encoded')
  })

  test('counts from the response, not from the request', async () => {
    let present = 0
    const reply = () => {
      present = 9_000
      return token({ expires_in: 60 })
    }
    expect((await askForSuccess(reply, { now: () => present })).expiresAt).toBe(69_000)
  })

  test('uses the system clock by default', async () => {
    const before = Date.now()
    const { expiresAt } = await askForSuccess(token({ expires_in: 60 }))
    expect(expiresAt).toBeGreaterThanOrEqual(before + 60_000)
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 60_000)
  })
})
