import { describe, expect, test } from 'vitest'
import { getUserInfo, requestRefreshToken } from '../index.ts'
import { address, ask, askForFailure, failure } from '../testing/ask.ts'
import { json, stream, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const thrown = (message: string, code?: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), code && { code }) })

describe('the true cause of a failure', () => {
  test.each([
    [thrown('connect ECONNREFUSED 127.0.0.1:9', 'ECONNREFUSED'), /^ECONNREFUSED: connect/, true],
    [thrown('getaddrinfo ENOTFOUND as.example', 'ENOTFOUND'), /^ENOTFOUND/, true],
    [thrown('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), /^DEPTH_ZERO.*self-signed certificate/, false],
    [thrown('certificate has expired', 'CERT_HAS_EXPIRED'), /certificate has expired/, false],
    [thrown('', 'ECONNREFUSED'), /^ECONNREFUSED/, true],
    [new TypeError('Failed to fetch'), /CORS/, true],
  ])('%s is described by its innermost cause', async (error, words, transient) => {
    const response = await askForFailure(error)
    expect(response).toMatchObject({ code: 'network', errorDescription: expect.stringMatching(words), transient })
  })

  test('an incomplete response says how many bytes were received', async () => {
    const { body } = stream(['{"é":'], new TypeError('terminated'))
    expect(await askForFailure(new Response(body))).toMatchObject({
      errorDescription: 'HTTP 200 broke off after 6 bytes',
    })
    const { body: stalled } = stream(['{"a"'], 'stall')
    const response = await askForFailure(new Response(stalled), { timeoutMs: 20 })
    expect(response).toMatchObject({ code: 'timeout', errorDescription: 'HTTP 200 broke off after 4 bytes' })
  })

  test.each([
    ['https://as.example/token/?secret=x#y', 'to https://as.example/token/'],
    ['/login?next=x', 'to https://as.example/login'],
    ['https://user:pass@other.example/a', 'to https://other.example/a'],
    ['https://a.example/, https://b.example/', undefined],
    ['https://', undefined],
    [undefined, undefined],
  ])('a redirect to %s', async (location, errorDescription) => {
    const response = await askForFailure(text('', 302, location ? { location } : {}))
    if (location?.includes(', ')) expect(`${response.errorDescription}`).not.toContain('a.example')
    else expect(response.errorDescription).toBe(errorDescription)
  })

  test('an HTML page with 404 leads to the hint to check the URL', async () => {
    expect((await askForFailure(text('<h1>Not found</h1>', 404))).errorDescription).toContain('token endpoint')
    expect(await askForFailure(json({ error: 'not_found' }, 404))).not.toHaveProperty('errorDescription')
  })

  test('a 2xx without a token says so, and its other members are there', async () => {
    const response = await askForFailure(json({ refresh_token: 'rotated', token_type: 'Bearer' }))
    expect(response.errorDescription).toMatch(
      /^access_token is missing \(HTTP 200, application\/json, \d+ characters\)$/,
    )
    expect(response.json?.refresh_token).toBe('rotated')
    expect(JSON.stringify(response)).not.toContain('rotated')
  })
})

test.each([' ', '\t\n', '   '])('an error of only spaces is ignored: %j', async (error) => {
  expect(await ask(json({ access_token: 'at', token_type: 'Bearer', error }))).toMatchObject({ isError: false })
  expect(await askForFailure(json({ error }, 400))).toMatchObject({ code: 'http_error' })
})

test.each([
  ['dpop-nonce', 'n1, n2', 'dpopNonce', undefined],
  ['dpop-nonce', 'n1', 'dpopNonce', 'n1'],
  ['dpop-nonce', 'n1,n2', 'dpopNonce', 'n1,n2'],
  ['retry-after', '5, 7', 'retryAfterMs', undefined],
  ['retry-after', 'Sun, 22 Nov 2026 10:00:30 GMT, Sun, 22 Nov 2026 10:00:40 GMT', 'retryAfterMs', undefined],
  ['retry-after', '99999999', 'retryAfterMs', 86_400_000],
  ['retry-after', '1790000000', 'retryAfterMs', undefined],
  ['retry-after', 'Sun, 22 Nov 2099 10:00:30 GMT', 'retryAfterMs', 86_400_000],
  ['x-retry-after', '3', 'retryAfterMs', 3000],
])('%s: %s', async (header, value, member, expected) => {
  const response = await askForFailure(text('', 503, { [header]: value }))
  expect((response as unknown as Record<string, unknown>)[member]).toBe(expected)
})

test('X-Retry-After is used only without Retry-After', async () => {
  const response = await askForFailure(text('', 503, { 'retry-after': '7', 'x-retry-after': '3' }))
  expect(response.retryAfterMs).toBe(7000)
})

test('X-Retry-After is used if Retry-After is empty', async () => {
  const response = await askForFailure(text('', 503, { 'retry-after': '', 'x-retry-after': '3' }))
  expect(response.retryAfterMs).toBe(3000)
})

test('two joined nonces cause no retry', async () => {
  const dpop = { createProof: async () => 'proof' }
  const fetch = testFetch(json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n1, n2' }))
  expect(
    failure(await requestRefreshToken({ address, clientId: 'app', refreshToken: 'r', dpop }, { fetch })).error,
  ).toBe('use_dpop_nonce')
})

test('an error code of words is never masked, another text is', async () => {
  const request = { address, clientId: 'app', refreshToken: 'grant' }
  const refuse = async (error: string) =>
    failure(await requestRefreshToken(request, { fetch: testFetch(json({ error }, 400)) })).error
  expect(await refuse('invalid_grant')).toBe('invalid_grant')
  expect(await refuse('no grant')).toBe('no ***')
  expect(await refuse('grant')).toBe('***')
})

test('the error of a challenge is masked, too', async () => {
  const challenge = 'Bearer error="invalid_token", error_description="t0ken-1 is over"'
  const fetch = testFetch(text('', 401, { 'www-authenticate': challenge }))
  const request = { address: 'https://as.example/userinfo', accessToken: 't0ken-1', expectedSubject: false as const }
  expect(await getUserInfo(request, { fetch })).toMatchObject({
    error: 'invalid_token',
    errorDescription: '*** is over',
  })
})
