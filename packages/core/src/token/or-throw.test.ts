import { describe, expect, test } from 'vitest'
import { orThrow, TokenRequestError } from '../index.ts'
import { ask } from '../testing/ask.ts'
import { json, text, token } from '../testing/replies.ts'

const thrownBy = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('orThrow', () => {
  test('returns the same success object', async () => {
    const response = await ask(token())
    expect(orThrow(response)).toBe(response)
    expect(orThrow(response).accessToken).toBe('at')
  })

  test.each([
    [
      'refusal',
      () =>
        json({ error: 'slow_down', error_description: 'wait', error_uri: 'https://as.example/e', hint: 'h' }, 400, {
          'retry-after': '7',
          'DPoP-Nonce': 'n1',
        }),
    ],
    ['another 2xx', () => text('<html>')],
    ['another status', () => new Response('', { status: 502, statusText: 'Bad Gateway' })],
    ['a redirect', () => text('', 302)],
    ['a network failure', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('throws a TokenRequestError with the fields of the response: %s', async (_, reply) => {
    const response = await ask(reply)
    const error = thrownBy(() => orThrow(response)) as TokenRequestError
    expect(error).toBeInstanceOf(TokenRequestError)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('TokenRequestError')
    const { isError, ...fields } = response
    expect(isError).toBe(true)
    for (const [name, value] of Object.entries(fields))
      expect([name, error[name as keyof typeof error]]).toEqual([name, value])
    expect([error.raw, error.json, error.headers]).toEqual([response.raw, response.json, response.headers])
    expect(error.message).toContain(error.error)
    if (error.code !== 'oauth_error') expect(error.message).toContain(error.code)
    if (error.errorDescription) expect(error.message).toContain(error.errorDescription)
  })

  test('hides raw, json and headers in logs (PAIN 14)', async () => {
    const response = await ask(json({ error: 'e', hint: 'planted' }, 400, { 'x-hint': 'planted' }))
    const error = thrownBy(() => orThrow(response)) as TokenRequestError
    expect(error.json).toEqual({ error: 'e', hint: 'planted' })
    expect(JSON.stringify(error)).not.toContain('planted')
    expect(JSON.stringify({ ...error })).not.toContain('planted')
    expect(`${error} ${error.stack}`).not.toContain('planted')
  })

  test('has the thrown error as its cause', async () => {
    const response = await ask(new TypeError('Failed to fetch'))
    const { cause } = thrownBy(() => orThrow(response)) as TokenRequestError
    expect(cause).toMatchObject({ name: 'TypeError', message: 'Failed to fetch' })
    expect(cause).toBe(response.isError && response.exception)
  })

  test('has no cause if nothing was thrown', async () => {
    const response = await ask(json({ error: 'e' }, 400))
    expect(thrownBy(() => orThrow(response))).not.toHaveProperty('cause')
  })

  test("has the server's own words in its message", async () => {
    const said = { error: 'invalid_request', error_description: 'openid scope must be requested' }
    const response = await ask(json(said, 400))
    const error = thrownBy(() => orThrow(response)) as Error
    expect(error.message).toBe('invalid_request: openid scope must be requested (HTTP 400)')
  })

  test('describes the status in words (PAIN 5)', async () => {
    const response = await ask(json({ error: 'invalid_client' }, 401))
    expect(() => orThrow(response)).toThrow(/invalid_client.*401/)
  })
})
