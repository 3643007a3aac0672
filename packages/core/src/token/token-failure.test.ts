import { describe, expect, test } from 'vitest'
import { askForFailure, askForSuccess } from '../testing/ask.ts'
import { json, stream, text, token } from '../testing/replies.ts'

describe('a response is plain data', () => {
  test('success: everything is enumerable and survives cloning and JSON', async () => {
    const response = await askForSuccess(token({ expires_in: 60, refresh_token: 'rt', extra: { list: [1] } }))
    expect(structuredClone(response)).toEqual(response)
    expect(JSON.parse(JSON.stringify(response))).toEqual(response)
    expect(Object.keys(response)).toEqual(expect.arrayContaining(['raw', 'json', 'headers']))
  })

  test.each([
    ['refusal', () => json({ error: 'invalid_client', secret: 'planted' }, 401, { 'x-planted': 'planted' })],
    ['another 2xx', () => json({ secret: 'planted' }, 200, { 'x-planted': 'planted' })],
    ['another status', () => text('<p>planted</p>', 502, { 'x-planted': 'planted' })],
    ['a redirect', () => text('planted', 302, { location: 'https://x.example/?planted' })],
    [
      'a broken body',
      () => new Response(stream(['planted'], new TypeError('broken')).body, { headers: { planted: 'x' } }),
    ],
  ])('%s: raw, json and headers are readable, but no log shows them (PAIN 14)', async (_, reply) => {
    const response = await askForFailure(reply())
    expect(Object.keys(response)).not.toEqual(expect.arrayContaining(['raw']))
    for (const name of ['raw', 'json', 'headers']) {
      expect(Object.getOwnPropertyDescriptor(response, name)).toMatchObject({ enumerable: false })
    }
    expect(JSON.stringify([response.raw, response.headers])).toContain('planted')
    expect(JSON.stringify(response)).not.toContain('planted')
    expect(JSON.parse(JSON.stringify({ ...response }))).not.toHaveProperty('raw')
    const { exception, ...members } = response
    expect(structuredClone(response)).toMatchObject(members)
    expect(`${structuredClone(response).exception}`).toBe(`${exception}`)
  })

  test('members that do not apply are absent, not undefined', async () => {
    for (const reply of [json({ error: 'e' }, 400), text('', 500), text('', 302), new TypeError('x')]) {
      expect(Object.values(await askForFailure(reply))).not.toContain(undefined)
    }
  })

  test('header names are lower-case', async () => {
    const headers = { 'X-Request-ID': '7', 'WWW-Authenticate': 'DPoP', 'Content-Type': 'text/html' }
    expect((await askForFailure(new Response('', { status: 401, headers }))).headers).toEqual({
      'x-request-id': '7',
      'www-authenticate': 'DPoP',
      'content-type': 'text/html',
    })
  })

  test('dpopNonce is the nonce of the response, on success and failure', async () => {
    expect((await askForSuccess(token({}, 200, { 'DPoP-Nonce': 'n1' }))).dpopNonce).toBe('n1')
    expect((await askForFailure(text('', 503, { 'DPoP-Nonce': 'n2' }))).dpopNonce).toBe('n2')
    expect(await askForFailure(text('', 503))).not.toHaveProperty('dpopNonce')
  })
})

describe('retryAfterMs (PAIN 18)', () => {
  const now = () => Date.parse('2026-11-22T10:00:00Z')

  test.each([
    ['0', 0],
    ['120', 120_000],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:59:30 GMT', 0],
  ])('%s means %i', async (value, expected) => {
    expect((await askForFailure(text('', 429, { 'retry-after': value }), { now })).retryAfterMs).toBe(expected)
    expect(
      (await askForFailure(json({ error: 'slow_down' }, 400, { 'retry-after': value }), { now })).retryAfterMs,
    ).toBe(expected)
  })

  test.each([['soon'], ['-1'], ['1.5'], ['1e3'], ['0x10'], ['9'.repeat(400)], ['120, 60']])(
    '%s is ignored',
    async (value) => {
      expect(await askForFailure(text('', 503, { 'retry-after': value }), { now })).not.toHaveProperty('retryAfterMs')
    },
  )

  test('is absent if the header is missing or unreadable (PAIN 26)', async () => {
    expect(await askForFailure(text('', 503))).not.toHaveProperty('retryAfterMs')
  })
})

describe('transient says whether retrying later may succeed (PAIN 18)', () => {
  const tooLarge = { maxBodyBytes: 1 }

  test.each([
    ['a network failure', new TypeError('Failed to fetch'), true, {}],
    ['a body broken off', () => new Response(stream(['{'], new TypeError('x')).body), true, {}],
    ['HTTP 408', text('', 408), true, {}],
    ['HTTP 425', text('', 425), true, {}],
    ['HTTP 429', text('', 429), true, {}],
    ['HTTP 500', text('', 500), true, {}],
    ['HTTP 502', text('', 502), true, {}],
    ['HTTP 503', text('', 503), true, {}],
    ['HTTP 504', text('', 504), true, {}],
    ['server_error', json({ error: 'server_error' }, 400), true, {}],
    ['temporarily_unavailable', json({ error: 'temporarily_unavailable' }, 400), true, {}],
    ['authorization_pending', json({ error: 'authorization_pending' }, 400), true, {}],
    ['slow_down', json({ error: 'slow_down' }, 400), true, {}],
    ['authorization_pending under HTTP 200 (PAIN 6)', json({ error: 'authorization_pending' }), true, {}],
    ['HTTP 429 with words', json({ error: 'rate_limited' }, 429), true, {}],
    ['a 200 that is no object, as a captive portal sends it', text('<h1>Welcome</h1>'), true, {}],
    ['a redirect', text('', 302), false, {}],
    ['HTTP 400', text('', 400), false, {}],
    ['HTTP 401', text('', 401), false, {}],
    ['HTTP 403', text('', 403), false, {}],
    ['HTTP 404', text('', 404), false, {}],
    ['invalid_grant', json({ error: 'invalid_grant' }, 400), false, {}],
    ['invalid_client', json({ error: 'invalid_client' }, 401), false, {}],
    ['invalid_scope', json({ error: 'invalid_scope' }, 400), false, {}],
    ['access_denied', json({ error: 'access_denied' }, 400), false, {}],
    ['expired_token', json({ error: 'expired_token' }, 400), false, {}],
    ['a 200 object without a token', json({ token: 'x' }), false, {}],
    ['an answer over the limit', text('xx'), false, tooLarge],
  ])('%s', async (_, reply, transient, options) => {
    expect((await askForFailure(reply, options)).transient).toBe(transient)
  })
})
