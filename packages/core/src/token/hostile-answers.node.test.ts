import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestToken, type TokenResponse } from '../index.ts'
import { address, ask, askForFailure, failure } from '../testing/ask.ts'
import { json, stream, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const codes = ['oauth_error', 'invalid_response', 'http_error', 'redirect', 'network', 'timeout', 'body_too_large']

/** What holds for every response there can be. */
function checkInvariants(response: TokenResponse): void {
  expect(typeof response.raw).toBe('string')
  expect(Array.isArray(response.quirks)).toBe(true)
  expect(Object.getPrototypeOf(response)).toBe(Object.prototype)
  expect(() => structuredClone(response)).not.toThrow()
  if (response.isError) {
    expect(response.error.length).toBeGreaterThan(0)
    expect(codes).toContain(response.code)
    expect(typeof response.transient).toBe('boolean')
    expect(response).not.toHaveProperty('accessToken')
    expect(response.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0)
    expect(response.retryAfterMs ?? 0).toBeLessThan(Number.POSITIVE_INFINITY)
  } else {
    expect(typeof response.accessToken).toBe('string')
    expect(response.accessToken.length).toBeGreaterThan(0)
    expect(response.httpStatus).toBeGreaterThanOrEqual(200)
    expect(response.httpStatus).toBeLessThan(300)
    if (response.expiresIn === undefined) expect(response).not.toHaveProperty('expiresAt')
    else {
      expect(Number.isInteger(response.expiresIn) && response.expiresIn >= 0).toBe(true)
      expect(Number.isNaN(new Date(response.expiresAt as number).getTime())).toBe(false)
    }
  }
}

const respond = (body: BodyInit | null, init?: ResponseInit): Promise<TokenResponse> =>
  requestToken({ address, clientId: 'app', grantType: 'any' }, { fetch: async () => new Response(body, init) })

const status = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(200, 201, 302, 400, 401, 429, 500, 503) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }).filter((code) => ![204, 205, 304].includes(code)) },
)
const headerValue = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'retry-after',
    'dpop-nonce',
    'www-authenticate',
    'date',
    'x-any',
    'constructor',
    '__proto__',
  ),
  fc.oneof(headerValue, fc.constantFrom('application/json', 'text/html', '0', '-1', 'Sun, 22 Nov 2026 10:00:00 GMT')),
)
const member = fc.oneof(
  fc.constantFrom<unknown>('', 'x', 0, -1, 3600, '3600', '3600s', 1e300, Number.NaN, null, true, [], {}, undefined),
  fc.jsonValue(),
)
const answer = fc.record(
  {
    access_token: member,
    token_type: member,
    expires_in: member,
    refresh_token: member,
    scope: member,
    error: member,
    error_description: member,
    __proto__: member,
    constructor: member,
  },
  { requiredKeys: [] },
)
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }).map((value) => new TextEncoder().encode(value)),
  fc.json().map((value) => new TextEncoder().encode(value)),
  answer.map((value) => new TextEncoder().encode(JSON.stringify(value))),
  answer.map((value) => new TextEncoder().encode(`${new URLSearchParams(value as Record<string, string>)}`)),
)

describe('any response of a server', () => {
  test('leads to a result of the documented shape, for any bytes, status and headers (PAIN 7)', async () => {
    await fc.assert(
      fc.asyncProperty(body, status, headers, async (bytes, code, fields) => {
        checkInvariants(await respond(new Uint8Array(bytes), { status: code, headers: fields }))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  test('is read the same in any chunks, even if a character is split', async () => {
    const cuts = fc.array(fc.nat(300), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(body, status, cuts, async (bytes, code, at) => {
        const borders = [0, ...at.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
        const parts = borders.slice(1).map((end, index) => bytes.slice(borders[index], end))
        const init = { status: code }
        const [pieces, whole] = [await respond(stream(parts).body, init), await respond(new Uint8Array(bytes), init)]
        expect({ ...pieces, expiresAt: 0 }).toEqual({ ...whole, expiresAt: 0 })
        expect(pieces.raw).toBe(whole.raw)
      }),
      { numRuns: 200, seed: 2 },
    )
  })

  test.each([
    ['as it came', {}],
    ['by a length that was counted before decompression', { 'content-length': '20' }],
  ])('is read if a character is split between two chunks: %s (PAIN 7)', async (_, headers) => {
    const bytes = new TextEncoder().encode('{"access_token":"aaé€\u{1f511}"}')
    for (let cut = 1; cut < bytes.length; cut++) {
      const { body } = stream([bytes.slice(0, cut), new Uint8Array(), bytes.slice(cut, cut + 1), bytes.slice(cut + 1)])
      expect(await respond(body, { headers })).toMatchObject({ accessToken: 'aaé€\u{1f511}' })
    }
  })

  test('is no success if the connection is lost at any byte', async () => {
    const whole = new TextEncoder().encode('{"access_token":"at","token_type":"Bearer"}')
    for (let length = 0; length <= whole.length; length++) {
      const { body } = stream([whole.slice(0, length)], new TypeError('broken'))
      expect(failure(await respond(body))).toMatchObject({ code: 'network', error: 'broken' })
    }
  })

  test('returns a token exactly as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (access_token) => {
        expect(await respond(JSON.stringify({ access_token }))).toMatchObject({
          isError: false,
          accessToken: access_token,
        })
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  test.each([
    ['a form that never ends', `${'&error='.repeat(40_000)}<`],
    ['a form with a long blank', `${'&error='.repeat(20_000)}${' '.repeat(140_000)}x`],
    ['a million ampersands', '&'.repeat(1_000_000)],
    ['a million spaces', `${' '.repeat(1_000_000)}x`],
    ['deep arrays', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['deep objects', `{"a":`.repeat(200_000)],
    ['one long digit string', `{"access_token":"at","expires_in":"${'9'.repeat(900_000)}"}`],
  ])('with %s is read quickly', async (_, hostile) => {
    const start = performance.now()
    checkInvariants(await respond(hostile))
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  test('of 10 MB is cut at the limit (PAIN 7)', async () => {
    expect(await askForFailure(text('x'.repeat(10_000_000)))).toMatchObject({
      code: 'body_too_large',
      errorType: 'exception',
    })
  })

  test("can't make the call reject by an error of another type, with DPoP either", async () => {
    const dpop = { createProof: async () => 'proof' }
    for (const error of [{ toString: 1 }, { toString: 1, valueOf: 2 }, [{ toString: null }], { toJSON: 1 }]) {
      for (const code of [200, 400, 401]) {
        const response = await requestToken(
          { address, grantType: 'any', dpop },
          { fetch: testFetch(json({ error }, code, { 'dpop-nonce': 'n' })) },
        )
        expect(response.isError).toBe(true)
        checkInvariants(response)
      }
    }
  })

  test('may have invalid UTF-8, which is replaced', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"access_token":"a'), 0xff, 0x22, 0x7d])
    expect(await ask(new Response(bytes))).toMatchObject({ isError: false, accessToken: 'a\ufffd' })
  })
})
