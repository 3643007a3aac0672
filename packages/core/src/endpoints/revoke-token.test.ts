import { expect, test } from 'vitest'
import { revokeToken } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const request = { address: 'https://as.example/revoke', clientId: 'app', token: 'rt' }

test('sends the token, its type and the client', async () => {
  const fetch = testFetch(text(null))
  await revokeToken({ ...request, clientSecret: 'secret', tokenTypeHint: 'refresh_token' }, { fetch })
  const [seen] = fetch.requests
  expect(Object.fromEntries(seen?.form ?? [])).toEqual({ token: 'rt', token_type_hint: 'refresh_token' })
  expect(seen?.headers.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
})

test.each([
  ['nothing', text(null)],
  ['nothing, with 204', text(null, 204)],
  ['an empty object', json({})],
  ['a word', text('OK')],
  ['a page', text('<html>')],
])('%s is success', async (_, reply) => {
  expect(success(await revokeToken(request, { fetch: testFetch(reply) })).isError).toBe(false)
})

test('a response without a body has no quirks', async () => {
  expect(success(await revokeToken(request, { fetch: testFetch(text(null)) }))).toMatchObject({ quirks: [], json: {} })
})

test('an error response is a failure, even with 200', async () => {
  for (const status of [400, 200]) {
    const fetch = testFetch(json({ error: 'unsupported_token_type' }, status))
    expect(failure(await revokeToken(request, { fetch })).error).toBe('unsupported_token_type')
  }
})

test("503 is transient, with the server's retryAfterMs", async () => {
  const fetch = testFetch(text('', 503, { 'retry-after': '7' }))
  const response = failure(await revokeToken(request, { fetch }))
  expect(response).toMatchObject({ code: 'http_error', httpStatus: 503, transient: true, retryAfterMs: 7000 })
})

test.each([[undefined], [''], [' '], [7]])('a token of %j is a mistake', async (token) => {
  const asking = revokeToken({ ...request, token: token as never }, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(/^token: /)
})

test('the token is in no error of the transport', async () => {
  const token = 'a-very-secret-token'
  const fetch = testFetch(new Error(`cannot send token=${token}`))
  const response = failure(await revokeToken({ ...request, token }, { fetch }))
  expect(JSON.stringify([response, response.exception?.message])).not.toContain(token)
})
