import { expect, test } from 'vitest'
import { introspectToken } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const request = { address: 'https://as.example/introspect', clientId: 'api', clientSecret: 'secret', token: 'at' }
const ask = async (members: object) => success(await introspectToken(request, { fetch: testFetch(json(members)) }))

test('returns the members of an active token', async () => {
  const fetch = testFetch(
    json({
      active: true,
      scope: 'a b',
      client_id: 'app',
      username: 'ada',
      token_type: 'DPoP',
      exp: 2000,
      iat: 1000,
      nbf: 1000.5,
      sub: 'user',
      aud: ['api', 'other'],
      iss: 'https://as.example',
      jti: 'id',
      cnf: { jkt: 'thumb' },
    }),
  )
  const response = success(await introspectToken({ ...request, tokenTypeHint: 'access_token' }, { fetch }))
  const { isError, errorType, httpStatus, quirks, headers, raw, json: whole, ...members } = response
  expect(members).toEqual({
    active: true,
    scope: 'a b',
    clientId: 'app',
    username: 'ada',
    tokenType: 'DPoP',
    expiresAt: 2_000_000,
    issuedAt: 1_000_000,
    notBefore: 1_000_500,
    subject: 'user',
    audience: ['api', 'other'],
    issuer: 'https://as.example',
    jwtId: 'id',
  })
  expect(whole.cnf).toEqual({ jkt: 'thumb' })
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({ token: 'at', token_type_hint: 'access_token' })
})

test('an inactive token is a success', async () => {
  expect(await ask({ active: false })).toMatchObject({ isError: false, active: false, audience: [] })
})

test.each([[undefined], ['true'], [1], [null], [{}]])('an active of %j is invalid', async (active) => {
  const response = failure(await introspectToken(request, { fetch: testFetch(json({ active, sub: 'user' })) }))
  expect(response).toMatchObject({ code: 'invalid_response', errorDescription: 'active is not a boolean' })
})

test.each([
  ['nothing', text(null)],
  ['a page', text('<html>')],
  ['a JWT', text('e30.e30.', 200, { 'content-type': 'application/token-introspection+jwt' })],
  ['a list', json([{ active: true }])],
  ['true', json(true)],
])('%s is invalid, and described', async (_, reply) => {
  const response = failure(await introspectToken(request, { fetch: testFetch(reply) }))
  expect(response.code).toBe('invalid_response')
  expect(response.errorDescription).toContain('HTTP 200')
})

test('a scope may be a list, and an audience a string', async () => {
  expect(await ask({ active: true, scope: ['a', 'b'], aud: 'api' })).toMatchObject({ scope: 'a b', audience: ['api'] })
})

test.each([
  { exp: 'soon' },
  { exp: 1e300 },
  { exp: null },
  { aud: { a: 1 } },
  { aud: [7] },
  { sub: 7 },
  { scope: 7 },
  { client_id: ['app'] },
])('a member of the wrong type is left out: %j', async (members) => {
  const { active, audience, ...response } = await ask({ active: true, ...members })
  expect(audience).toEqual([])
  for (const name of ['expiresAt', 'subject', 'scope', 'clientId']) expect(name in response).toBe(false)
})

test("the server's members don't replace ours", async () => {
  const response = await ask({ active: false, isError: true, is_error: true, raw: 'r', quirks: ['q'], __proto__: null })
  expect(response).toMatchObject({ isError: false, active: false, quirks: [] })
})

test('a bearer token may authenticate the client', async () => {
  const fetch = testFetch(json({ active: true }))
  const headers = { authorization: 'Bearer mine' }
  await introspectToken({ address: request.address, token: 'at', headers }, { fetch })
  expect(fetch.requests[0]?.headers.get('authorization')).toBe('Bearer mine')
})

test('a mistake rejects before anything is sent', async () => {
  const fetch = testFetch()
  await expect(introspectToken({ ...request, token: '' }, { fetch })).rejects.toThrow(/^token: /)
  await expect(introspectToken({ ...request, tokenTypeHint: 7 as never }, { fetch })).rejects.toThrow('tokenTypeHint')
})
