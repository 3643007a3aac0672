import { expect, test } from 'vitest'
import { requestBackchannelAuthentication } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const request = { address: 'https://as.example/ciba', clientId: 'till', clientSecret: 'secret' }
const asked = () => json({ auth_req_id: 'ari', expires_in: 120 })

test('returns the members for polling', async () => {
  const fetch = testFetch(json({ auth_req_id: 'ari', expires_in: 120, interval: 2 }))
  const response = await requestBackchannelAuthentication(
    {
      ...request,
      scope: ['openid', 'pay'],
      loginHint: 'ada',
      bindingMessage: 'W4SCT',
      userCode: '1234',
      requestedExpiry: 60,
      acrValues: ['gold', 'silver'],
      clientNotificationToken: 'notify',
      resource: ['https://a.example', 'https://b.example'],
      parameters: { tenant: 't' },
    },
    { fetch, now: () => 1000 },
  )
  expect(success(response)).toMatchObject({
    authenticationRequestId: 'ari',
    expiresIn: 120,
    expiresAt: 121_000,
    intervalMs: 2000,
    quirks: [],
  })
  expect([...(fetch.requests[0]?.form ?? [])].sort()).toEqual([
    ['acr_values', 'gold silver'],
    ['binding_message', 'W4SCT'],
    ['client_notification_token', 'notify'],
    ['login_hint', 'ada'],
    ['requested_expiry', '60'],
    ['resource', 'https://a.example'],
    ['resource', 'https://b.example'],
    ['scope', 'openid pay'],
    ['tenant', 't'],
    ['user_code', '1234'],
  ])
  expect(fetch.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('till:secret')}`)
})

test.each([
  ['login_hint', { loginHint: 'x' }],
  ['login_hint_token', { loginHintToken: 'x' }],
  ['id_token_hint', { idTokenHint: 'x' }],
  ['login_hint', { parameters: { login_hint: 'x' } }],
  ['login_hint_token', { parameters: [['login_hint_token', 'x']], loginHint: ' ' }],
])('reads %s from %j', async (name, hint) => {
  const fetch = testFetch(asked())
  await requestBackchannelAuthentication({ ...request, scope: 'openid', ...hint } as never, { fetch })
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({ scope: 'openid', [name]: 'x' })
})

test('sends a request object alone', async () => {
  const fetch = testFetch(asked())
  await requestBackchannelAuthentication({ ...request, request: 'jwt' }, { fetch })
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({ request: 'jwt' })
})

test.each([
  ['no hint', {}],
  ['a blank hint', { loginHint: ' ' }],
  ['two hints', { loginHint: 'a', idTokenHint: 'b' }],
  ['three hints', { loginHint: 'a', idTokenHint: 'b', loginHintToken: 'c' }],
  ['a second hint through parameters', { loginHint: 'a', parameters: { id_token_hint: 'b' } }],
  ['a request object and a hint', { request: 'jwt', loginHint: 'a' }],
  ['a request object and a message', { request: 'jwt', bindingMessage: 'a', scope: undefined }],
])('%s is a mistake that names all three', async (_, hints) => {
  const asking = requestBackchannelAuthentication({ ...request, scope: 'openid', ...hints } as never, {
    fetch: testFetch(),
  })
  await expect(asking).rejects.toThrow(/loginHint.*loginHintToken.*idTokenHint/)
  await expect(asking).rejects.toThrow(TypeError)
})

test.each([
  ['scope', { scope: '' }],
  ['scope', { scope: undefined }],
  ['requestedExpiry', { requestedExpiry: 0 }],
  ['requestedExpiry', { requestedExpiry: 1.5 }],
  ['requestedExpiry', { requestedExpiry: '60' }],
  ['bindingMessage', { bindingMessage: 7 }],
  ['acrValues', { acrValues: 7 }],
  ['address', { address: 'ftp://as.example' }],
])('refuses before anything is sent: %s in %j', async (field, mistake) => {
  const whole = { ...request, scope: 'openid', loginHint: 'ada', ...mistake }
  const asking = requestBackchannelAuthentication(whole as never, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(field)
  await expect(asking).rejects.toThrow(TypeError)
})

test('a missing request is a TypeError too', async () => {
  await expect(requestBackchannelAuthentication(undefined as never)).rejects.toThrow(TypeError)
})

test.each([
  [undefined, 5000, []],
  [0, 5000, ['interval-invalid']],
  [1_000_000, 5000, ['interval-invalid']],
])('an interval of %s is read, or replaced by the default', async (interval, intervalMs, quirks) => {
  const fetch = testFetch(json({ auth_req_id: 'ari', expires_in: 120, interval }))
  const asking = requestBackchannelAuthentication({ ...request, scope: 'openid', loginHint: 'ada' }, { fetch })
  expect(success(await asking)).toMatchObject({ intervalMs, quirks })
})

test.each([
  [json({ expires_in: 120 }), 'invalid_response', 'auth_req_id is missing'],
  [json({ auth_req_id: 7 }), 'invalid_response', 'auth_req_id is not a string'],
  [json([]), 'invalid_response', 'HTTP 200, application/json, 2 characters'],
  [json({ error: 'unknown_user_id', error_description: 'who?' }, 400), 'oauth_error', 'who?'],
])('another response is a failure', async (reply, code, errorDescription) => {
  const asking = requestBackchannelAuthentication(
    { ...request, scope: 'openid', loginHint: 'ada' },
    { fetch: testFetch(reply) },
  )
  expect(failure(await asking)).toMatchObject({ code, errorDescription })
})
