import { expect, test } from 'vitest'
import { requestDeviceAuthorization } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const request = { address: 'https://as.example/device', clientId: 'tv' }
const members = {
  device_code: 'dc',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://as.example/go',
  expires_in: 1800,
}

const ask = (more: object, options = {}) =>
  requestDeviceAuthorization(request, { fetch: testFetch(json({ ...members, ...more })), ...options })

test('returns the members to show to the user and those for polling', async () => {
  const fetch = testFetch(json({ ...members, verification_uri_complete: 'https://as.example/go?c=1', interval: 7 }))
  const response = await requestDeviceAuthorization(
    { ...request, scope: ['openid', 'api1'], resource: ['https://a.example', 'https://b.example'] },
    { fetch, now: () => 1000 },
  )
  expect(success(response)).toMatchObject({
    deviceCode: 'dc',
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://as.example/go',
    verificationUriComplete: 'https://as.example/go?c=1',
    expiresIn: 1800,
    expiresAt: 1_801_000,
    intervalMs: 7000,
    quirks: [],
  })
  expect([...(fetch.requests[0]?.form ?? [])]).toEqual([
    ['scope', 'openid api1'],
    ['resource', 'https://a.example'],
    ['resource', 'https://b.example'],
    ['client_id', 'tv'],
  ])
})

test('PAIN 26: a public client causes no preflight', async () => {
  const fetch = testFetch(json(members))
  await requestDeviceAuthorization(request, { fetch })
  const { method, headers } = fetch.requests[0]?.init ?? {}
  expect(method).toBe('POST')
  expect(headers).toEqual({ accept: 'application/json' })
})

test.each([
  ['nothing', undefined, 5000, []],
  ['1', 1, 1000, []],
  ['2.5', 2.5, 2500, []],
  ['300', 300, 300_000, []],
  ['digits', '10', 10_000, ['interval-string']],
  ['hexadecimal digits', '0x10', 5000, ['interval-invalid']],
  ['an exponent', '1e1', 5000, ['interval-invalid']],
  ['a sign', '+7', 5000, ['interval-invalid']],
  ['too many digits', '1000', 5000, ['interval-invalid']],
  ['blank', ' ', 5000, ['interval-invalid']],
  ['0', 0, 5000, ['interval-invalid']],
  ['-5', -5, 5000, ['interval-invalid']],
  ['0.001', 0.001, 5000, ['interval-invalid']],
  ['a million', 1_000_000, 5000, ['interval-invalid']],
  ['no number', 'soon', 5000, ['interval-invalid']],
  ['null', null, 5000, ['interval-invalid']],
  ['a list', [5], 5000, ['interval-invalid']],
  ['true', true, 5000, ['interval-invalid']],
])('PAIN 34: an interval of %s is read, or replaced by the default', async (_, interval, intervalMs, quirks) => {
  const response = success(await ask({ interval }))
  expect(response.intervalMs).toBe(intervalMs)
  expect(response.quirks).toEqual(quirks)
})

test.each([
  ['javascript:alert(1)'],
  ['JavaScript://as.example/%0aalert(1)'],
  ['data:text/html,x'],
  ['as.example/go'],
  ['//as.example/go'],
  ['/go'],
  [' javascript:alert(1)'],
  ['https://'],
  ['https://as.example/ x'],
  ['intent://scan/#Intent;end'],
])('a verification URI of %j is refused with its name and the reason', async (address) => {
  for (const name of ['verification_uri', 'verification_uri_complete']) {
    const response = failure(await ask({ [name]: address }))
    expect(response.code).toBe('invalid_response')
    expect(response.errorDescription).toMatch(new RegExp(`^${name} .*https:`))
    expect(response.errorDescription).not.toContain(address)
    expect(response.transient).toBe(false)
  }
})

test.each([
  ['userCode', { user_code: 'AB\u001b[31mCD\u0007' }],
  ['verificationUri', { verification_uri: 'https://as.example/\u001b]0;title\u0007' }],
  ['verificationUriComplete', { verification_uri_complete: 'https://as.example/?\u009b2J' }],
])('a control character in %s is refused, because terminals act on it', async (name, bad) => {
  const response = failure(await ask(bad))
  expect(response.code).toBe('invalid_response')
  expect(response.errorDescription).toBe(`${name} holds a control character`)
})

test('a verification URI may be http:', async () => {
  const verificationUri = 'http://localhost:3000/go'
  expect(success(await ask({ verification_uri: verificationUri })).verificationUri).toBe(verificationUri)
})

test("accepts Google's verification_url", async () => {
  const { verification_uri, ...others } = members
  const reply = json({ ...others, verification_url: 'https://www.google.com/device' })
  const response = success(await requestDeviceAuthorization(request, { fetch: testFetch(reply) }))
  expect(response.verificationUri).toBe('https://www.google.com/device')
  expect(response.quirks).toEqual(['verification_url'])
  for (const absent of ['', ' ', null]) {
    const beside = { verification_uri: absent, verification_url: 'https://www.google.com/device' }
    expect(success(await ask(beside))).toMatchObject({
      verificationUri: 'https://www.google.com/device',
      quirks: ['verification_url'],
    })
  }
  expect(success(await ask({ verification_url: 'https://other.example' }))).toMatchObject({
    verificationUri: members.verification_uri,
    quirks: [],
  })
  const bad = json({ ...others, verification_url: 'javascript:alert(1)' })
  expect(failure(await requestDeviceAuthorization(request, { fetch: testFetch(bad) })).code).toBe('invalid_response')
})

test.each(['device_code', 'user_code', 'verification_uri'])('a response without %s is invalid', async (name) => {
  for (const value of [undefined, '', null]) {
    const response = failure(await ask({ [name]: value }))
    expect(response).toMatchObject({ code: 'invalid_response', errorDescription: `${name} is missing` })
  }
})

test('an invalid lifetime is ignored, and a quirk', async () => {
  const response = success(await ask({ expires_in: -1 }))
  expect('expiresAt' in response).toBe(false)
  expect(response.quirks).toEqual(['expires_in-invalid'])
})

test('a page instead of JSON is described by its status, type and length', async () => {
  const response = failure(await requestDeviceAuthorization(request, { fetch: testFetch(text('<html>')) }))
  expect(response.errorDescription).toBe('HTTP 200, text/plain, 6 characters')
  expect(response.transient).toBe(true)
})

test('a confidential client authenticates', async () => {
  const fetch = testFetch(json(members))
  await requestDeviceAuthorization({ ...request, clientSecret: 'secret' }, { fetch })
  expect(fetch.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('tv:secret')}`)
  expect([...(fetch.requests[0]?.form ?? [])]).toEqual([])
})

test('a mistake rejects before anything is sent', async () => {
  const fetch = testFetch()
  await expect(requestDeviceAuthorization({ ...request, scope: 7 as never }, { fetch })).rejects.toThrow('scope')
  await expect(requestDeviceAuthorization({ ...request, address: '' }, { fetch })).rejects.toThrow('address')
  await expect(requestDeviceAuthorization(undefined as never, { fetch })).rejects.toThrow(TypeError)
})
