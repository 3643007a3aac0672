import { expect, test } from 'vitest'
import { createAuthorizeUrl, pushAuthorization } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const address = 'https://as.example/par'
const request = { address, clientId: 'app', redirectUri: 'https://app.example/callback' }
const kept = () => json({ request_uri: 'urn:example:1', expires_in: 60 }, 201)

test('sends the parameters of an authorization URL, and gets a request_uri', async () => {
  const fetch = testFetch(kept())
  const authorization = {
    scope: ['openid', 'api1'],
    state: 's',
    nonce: 'n',
    codeChallenge: 'c',
    resource: ['https://a.example', 'https://b.example'],
    responseMode: 'form_post',
    prompt: ['login', 'consent'],
    maxAge: 0,
    display: 'page',
    loginHint: 'ada',
    idTokenHint: 'jwt',
    acrValues: 'gold silver',
    uiLocales: ['fr', 'en'],
    claims: { userinfo: { email: null } },
    authorizationDetails: [{ type: 'payment' }],
    dpopJkt: 'thumb',
    parameters: { tenant: 't' },
  }
  const response = success(await pushAuthorization({ ...request, ...authorization }, { fetch, now: () => 1000 }))
  expect(response).toMatchObject({ requestUri: 'urn:example:1', expiresIn: 60, expiresAt: 61_000, quirks: [] })
  const [seen] = fetch.requests
  const url = new URL(createAuthorizeUrl({ ...request, ...authorization, address: 'https://as.example/authorize' }))
  expect([...(seen?.form ?? [])].sort()).toEqual([...url.searchParams].sort())
  expect(seen?.init.method).toBe('POST')
  expect(seen?.url).toBe(address)
})

test('accepts 200 instead of 201 without a quirk', async () => {
  const fetch = testFetch(json({ request_uri: 'urn:example:1' }))
  const response = success(await pushAuthorization(request, { fetch }))
  expect(response.quirks).toEqual([])
  expect('expiresIn' in response).toBe(false)
})

test.each([
  ['Basic', { clientSecret: 'secret' }, { client_id: 'app' }],
  [
    'the body',
    { clientSecret: 'secret', clientCredentialStyle: 'body' },
    { client_id: 'app', client_secret: 'secret' },
  ],
  [
    'an assertion',
    { clientAssertion: async () => ({ type: 'urn:t', value: 'a' }) },
    { client_id: 'app', client_assertion: 'a' },
  ],
  ['nothing', {}, { client_id: 'app' }],
] as const)('has client_id in the form if the client authenticates by %s', async (way, members, form) => {
  const fetch = testFetch(kept())
  await pushAuthorization({ ...request, ...members }, { fetch })
  const [seen] = fetch.requests
  expect(Object.fromEntries(seen?.form ?? [])).toMatchObject(form)
  expect(seen?.form.getAll('client_id')).toEqual(['app'])
  expect(seen?.headers.get('authorization')).toBe(way === 'Basic' ? `Basic ${btoa('app:secret')}` : null)
})

test('sends a request object alone', async () => {
  const fetch = testFetch(kept())
  await pushAuthorization({ address, clientId: 'app', request: 'jwt' }, { fetch })
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({ client_id: 'app', request: 'jwt' })
})

test('binds the code to a key, and retries with a nonce', async () => {
  const fetch = testFetch(json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n' }), kept())
  const proofs: unknown[] = []
  const createProof = async (input: object) => `proof ${proofs.push(input)}`
  success(await pushAuthorization({ ...request, dpop: { createProof } }, { fetch }))
  expect(fetch.requests.map(({ headers }) => headers.get('dpop'))).toEqual(['proof 1', 'proof 2'])
  expect(proofs).toMatchObject([
    { method: 'POST', url: address, accessToken: undefined },
    { url: address, nonce: 'n' },
  ])
})

test.each([
  ['requestUri', { requestUri: 'urn:example:1' }],
  ['requestUri', { parameters: { request_uri: 'urn:example:1' } }],
  ['clientId', { clientId: '' }],
  ['clientId', { clientId: undefined }],
  ['maxAge', { maxAge: -1 }],
  ['claims', { claims: 'email' }],
  ['address', { address: 'http://as.example/par' }],
  ['scope', { scope: 7 }],
  ['only one way of authentication', { clientSecret: 's', clientAssertion: { type: 't', value: 'v' } }],
])('refuses before anything is sent: %s in %j', async (field, mistake) => {
  const asking = pushAuthorization({ ...request, ...mistake } as never, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(field)
  await expect(asking).rejects.toThrow(TypeError)
})

test('a missing request is a TypeError too', async () => {
  await expect(pushAuthorization(undefined as never)).rejects.toThrow(TypeError)
})

test.each([
  ['no request_uri', json({ expires_in: 60 }, 201), 'request_uri'],
  ['one that is no string', json({ request_uri: 7 }, 201), 'request_uri'],
  ['a page', text('<p>', 200), 'HTTP 200'],
  ['nothing', text(null, 204), 'HTTP 204'],
])('a response with %s is invalid', async (_, reply, why) => {
  const response = failure(await pushAuthorization(request, { fetch: testFetch(reply) }))
  expect(response.code).toBe('invalid_response')
  expect(response.errorDescription).toContain(why)
})

test('an error response is returned', async () => {
  const fetch = testFetch(json({ error: 'invalid_request', error_description: 'no' }, 400))
  const response = failure(await pushAuthorization(request, { fetch }))
  expect(response).toMatchObject({ error: 'invalid_request', errorDescription: 'no', code: 'oauth_error' })
})
