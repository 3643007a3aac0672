import { describe, expect, test } from 'vitest'
import { getUserInfo, parseWwwAuthenticate } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'

const accessToken = 'very-secret-access-token'
const request = { address: 'https://as.example/me', accessToken, expectedSubject: 'user' }
const ask = (reply: Reply, more = {}) => getUserInfo({ ...request, ...more }, { fetch: testFetch(reply) })

test("gets the user's claims with the token in a header", async () => {
  const fetch = testFetch(json({ sub: 'user', email: 'ada@example.com' }))
  const response = success(await getUserInfo(request, { fetch }))
  expect(response.subject).toBe('user')
  expect(response.json.email).toBe('ada@example.com')
  const [seen] = fetch.requests
  expect(seen?.url).toBe(request.address)
  expect(seen?.init.method).toBe('GET')
  expect(seen?.init.body).toBeUndefined()
  expect(seen?.init.redirect).toBe('manual')
  expect(seen?.init.headers).toEqual({ accept: 'application/json', authorization: `Bearer ${accessToken}` })
})

describe('the subject', () => {
  test.each([['other'], ['User'], ['user '], ['usеr']])(
    '%j is refused as another one, and not repeated',
    async (sub) => {
      const response = failure(await ask(json({ sub, email: 'mallory@example.com' })))
      expect(response).toMatchObject({ code: 'invalid_response', error: 'invalid_response', transient: false })
      expect(response.errorDescription).toBe('sub is not the one expected')
      expect(JSON.stringify(response)).not.toContain('mallory')
    },
  )

  test.each([[undefined], [''], [7], [null], [['user']]])('%j is invalid', async (sub) => {
    for (const expectedSubject of ['user', false]) {
      const response = failure(await ask(json({ sub }), { expectedSubject }))
      expect(response.errorDescription).toBe(sub ? 'sub is not a string' : 'sub is missing')
    }
  })

  test("a caller's proof is not replaced silently by a signer's", async () => {
    const dpop = { createProof: async () => 'proof' }
    const asking = getUserInfo({ ...request, dpop, headers: { DPoP: 'mine' } }, { fetch: testFetch() })
    await expect(asking).rejects.toThrow(/^dpop: pass only one/)
  })

  test('false turns the check off', async () => {
    expect(success(await ask(json({ sub: 'anybody' }), { expectedSubject: false })).subject).toBe('anybody')
  })

  test.each([[undefined], [''], [null], [true], [7]])(
    'an expected subject of %j is a mistake',
    async (expectedSubject) => {
      const asking = getUserInfo({ ...request, expectedSubject } as never, { fetch: testFetch() })
      await expect(asking).rejects.toThrow(/^expectedSubject: .*false/)
      await expect(asking).rejects.toThrow(TypeError)
    },
  )
})

describe('DPoP', () => {
  test('the scheme is DPoP, and the proof is bound to the token', async () => {
    const fetch = testFetch(json({ sub: 'user' }))
    const inputs: object[] = []
    const dpop = { createProof: async (input: object) => `proof-${inputs.push(input)}` }
    success(await getUserInfo({ ...request, dpop }, { fetch }))
    expect(inputs).toEqual([{ method: 'GET', url: request.address, nonce: undefined, accessToken }])
    expect(fetch.requests[0]?.headers.get('authorization')).toBe(`DPoP ${accessToken}`)
    expect(fetch.requests[0]?.headers.get('dpop')).toBe('proof-1')
  })

  test('a nonce from a challenge is used and remembered', async () => {
    const challenge = { 'www-authenticate': 'dPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }
    const fetch = testFetch(text(null, 401, challenge), json({ sub: 'user' }, 200, { 'dpop-nonce': 'n2' }))
    const inputs: { nonce?: string | undefined; accessToken?: string | undefined }[] = []
    const remembered: string[] = []
    const dpop = {
      createProof: async (input: object) => `proof-${inputs.push(input)}`,
      rememberNonce: (_: string, nonce: string) => void remembered.push(nonce),
    }
    expect(success(await getUserInfo({ ...request, dpop }, { fetch })).dpopNonce).toBe('n2')
    expect(inputs.map(({ nonce, accessToken }) => [nonce, accessToken])).toEqual([
      [undefined, accessToken],
      ['n', accessToken],
    ])
    expect(remembered).toEqual(['n', 'n2'])
  })

  test('PAIN 26: without a readable nonce the call fails after one request', async () => {
    const reply = text(null, 401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"' })
    const response = failure(await ask(reply, { dpop: { createProof: async () => 'proof' } }))
    expect(response.error).toBe('use_dpop_nonce')
  })
})

describe('an error in a challenge', () => {
  test('is a protocol error', async () => {
    const header =
      'Basic realm="a", Bearer error="invalid_token", error_description="expired", error_uri="https://e.example"'
    const response = failure(await ask(text('Unauthorized', 401, { 'www-authenticate': header })))
    expect(response).toMatchObject({
      errorType: 'protocol',
      code: 'oauth_error',
      error: 'invalid_token',
      errorDescription: 'expired',
      errorUri: 'https://e.example',
      httpStatus: 401,
      transient: false,
    })
  })

  test('has further parameters', async () => {
    const header = 'Bearer error="insufficient_user_authentication", acr_values="gold", max_age=60'
    const response = failure(await ask(text(null, 401, { 'www-authenticate': header })))
    expect(parseWwwAuthenticate(response.headers)[0]?.parameters).toMatchObject({ acr_values: 'gold', max_age: '60' })
  })

  test('is ignored if the body has an error', async () => {
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
    const response = failure(await ask(json({ error: 'insufficient_scope' }, 403, headers)))
    expect(response.error).toBe('insufficient_scope')
  })

  test('is ignored in a success', async () => {
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' }
    expect((await ask(json({ sub: 'user' }, 200, headers))).isError).toBe(false)
  })

  test.each(['Bearer', 'Bearer error=""', 'Basic realm="a"'])('is missing in %s', async (header) => {
    const response = failure(await ask(text(null, 401, { 'www-authenticate': header })))
    expect(response).toMatchObject({ code: 'http_error', errorType: 'http', error: 'HTTP 401' })
  })

  test("PAIN 26: leaves only the status if a page can't read it", async () => {
    expect(failure(await ask(text(null, 401)))).toMatchObject({ code: 'http_error', httpStatus: 401 })
  })
})

test.each([
  ['a signed answer', text('e30.e30.c2ln', 200, { 'content-type': 'application/jwt' }), 'application/jwt'],
  ['a page', text('<html>'), 'HTTP 200'],
  ['nothing', text(null), 'HTTP 200'],
  ['a list', json([{ sub: 'user' }]), 'HTTP 200'],
])('%s is invalid, and described', async (_, reply, why) => {
  const response = failure(await ask(reply))
  expect(response.code).toBe('invalid_response')
  expect(response.errorDescription).toContain(why)
})

test('a redirect is not followed', async () => {
  const reply = text(null, 302, { location: 'https://evil.example/' })
  expect(failure(await ask(reply)).code).toBe('redirect')
})

test.each([
  [/^accessToken: /, { accessToken: undefined }],
  [/^accessToken: /, { accessToken: ' ' }],
  [/^accessToken: /, { accessToken: 7 }],
  [/^accessToken: /, { accessToken: 'secret-a\r\nx: y' }],
  [/^accessToken: /, { accessToken: 'secret-ключ' }],
  [/^headers.authorization: /, { headers: { Authorization: 'Bearer another' } }],
  [/^headers: /, { headers: { x: 'a\nb' } }],
  [/^address: /, { address: 'http://as.example/me' }],
  [/^address: /, { address: undefined }],
])('refuses before anything is sent: %s', async (message, mistake) => {
  const asking = getUserInfo({ ...request, ...mistake } as never, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(message)
  await expect(asking).rejects.toThrow(TypeError)
  await expect(asking).rejects.not.toThrow('secret')
})

test('a missing request is a TypeError too', async () => {
  await expect(getUserInfo(undefined as never)).rejects.toThrow(TypeError)
})

test('the token is in no error of the transport', async () => {
  for (const told of [
    accessToken,
    `Bearer ${accessToken}`,
    JSON.stringify({ authorization: `Bearer ${accessToken}` }),
  ]) {
    const response = failure(await ask(new Error(`cannot send ${told}`, { cause: new Error(told) })))
    const { exception } = response
    expect(`${JSON.stringify(response)} ${exception?.stack} ${exception?.message} ${exception?.cause}`).not.toContain(
      accessToken,
    )
  }
})

test('a frozen request works twice', async () => {
  const fetch = testFetch(json({ sub: 'user' }), json({ sub: 'user' }))
  const frozen = Object.freeze({ ...request, headers: Object.freeze({ 'x-a': 'b' }) })
  success(await getUserInfo(frozen, { fetch }))
  success(await getUserInfo(frozen, { fetch }))
  expect(fetch.requests[1]?.headers.get('x-a')).toBe('b')
})

test('an abort rejects with its reason', async () => {
  const signal = AbortSignal.abort('enough')
  await expect(getUserInfo(request, { fetch: testFetch(), signal })).rejects.toBe('enough')
})
