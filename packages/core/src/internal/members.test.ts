import { expect, test } from 'vitest'
import { introspectToken, registerClient, requestClientCredentialsToken, requestDeviceAuthorization } from '../index.ts'
import { success } from '../testing/ask.ts'
import { json } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'
import { camelCase } from './members.ts'
import { present } from './present.ts'

type Members = Record<string, unknown>
type Read = (members: Members) => Promise<{ isError: boolean; quirks: string[] } & Members>

/** Each endpoint, with an answer that has what it must have, and `members`. */
const endpoints: Record<string, Read> = {
  token: async (members) =>
    success(
      await requestClientCredentialsToken(
        { address: 'https://as.example/token', clientId: 'app' },
        { fetch: testFetch(json({ access_token: 'at', token_type: 'Bearer', ...members })), now: () => 1.79e12 },
      ),
    ) as never,
  introspection: async (members) =>
    success(
      await introspectToken(
        { address: 'https://as.example/introspect', clientId: 'api', token: 't' },
        { fetch: testFetch(json({ active: true, ...members })) },
      ),
    ) as never,
  registration: async (members) =>
    success(
      await registerClient(
        { address: 'https://as.example/register', metadata: {} },
        { fetch: testFetch(json({ client_id: 'id', client_secret: 's', client_secret_expires_at: 0, ...members })) },
      ),
    ) as never,
  device: async (members) =>
    success(
      await requestDeviceAuthorization(
        { address: 'https://as.example/device', clientId: 'tv' },
        {
          fetch: testFetch(
            json({ device_code: 'd', user_code: 'u', verification_uri: 'https://as.example/go', ...members }),
          ),
          now: () => 1.79e12,
        },
      ),
    ) as never,
}
const read = (endpoint: string, members: Members) => (endpoints[endpoint] as Read)(members)

const times = [
  ['introspection', 'exp', 'expiresAt'],
  ['introspection', 'iat', 'issuedAt'],
  ['introspection', 'nbf', 'notBefore'],
  ['registration', 'client_id_issued_at', 'clientIdIssuedAt'],
  ['registration', 'client_secret_expires_at', 'clientSecretExpiresAt'],
] as const

test.each(times)('a time of %s is read as number, digits or milliseconds: %s', async (endpoint, name, member) => {
  for (const [value, at, quirk] of [
    [1_790_000_000, 1.79e12, undefined],
    ['1790000000', 1.79e12, 'string'],
    [1.79e12, 1.79e12, 'milliseconds'],
    [null, undefined, undefined],
    ['', undefined, undefined],
    ['soon', undefined, 'invalid'],
    [[1_790_000_000], undefined, 'invalid'],
    [-5, undefined, 'invalid'],
    [1e300, undefined, 'invalid'],
  ] as const) {
    const response = await read(endpoint, { [name]: value })
    expect(response[member], `${value}`).toBe(at)
    const missing = name === 'client_secret_expires_at' && !value
    expect(response.quirks, `${value}`).toEqual(missing ? [`${name}-missing`] : quirk ? [`${name}-${quirk}`] : [])
  }
})

test.each(['token', 'device'])('a point in time is no lifetime, and a lifetime may be digits: %s', async (endpoint) => {
  for (const expires_in of [1_790_000_000, '1790000000', 1_790_000_000_000]) {
    expect(await read(endpoint, { expires_in })).toMatchObject({ quirks: ['expires_in-invalid'] })
    expect(await read(endpoint, { expires_in })).not.toHaveProperty('expiresAt')
  }
  expect(await read(endpoint, { expires_in: '60' })).toMatchObject({ expiresIn: 60, quirks: ['expires_in-string'] })
})

test.each([
  ['token', 'refresh_token', 'refreshToken'],
  ['token', 'id_token', 'idToken'],
  ['token', 'issued_token_type', 'issuedTokenType'],
  ['introspection', 'client_id', 'clientId'],
  ['introspection', 'username', 'username'],
  ['introspection', 'sub', 'subject'],
  ['introspection', 'iss', 'issuer'],
  ['introspection', 'jti', 'jwtId'],
  ['registration', 'registration_access_token', 'registrationAccessToken'],
  ['registration', 'registration_client_uri', 'registrationClientUri'],
  ['device', 'verification_uri_complete', 'verificationUriComplete'],
])(
  'an optional text of %s is absent if it is blank, and named if it is no text: %s',
  async (endpoint, name, member) => {
    for (const value of [undefined, null, '', ' ', '\t']) {
      const response = await read(endpoint, { [name]: value })
      expect(response).not.toHaveProperty(member)
      expect(response.quirks).toEqual([])
    }
    for (const value of [7, true, {}, ['x']]) {
      const response = await read(endpoint, { [name]: value })
      expect(response).not.toHaveProperty(member)
      expect(response.quirks).toEqual([`${name}-invalid`])
    }
  },
)

test.each(['token', 'introspection'])('a scope that is a list is read: %s', async (endpoint) => {
  expect(await read(endpoint, { scope: ['a', 'b'] })).toMatchObject({ scope: 'a b', quirks: ['scope-list'] })
  for (const scope of [7, {}, ['a', 7]]) {
    const response = await read(endpoint, { scope })
    expect(response).not.toHaveProperty('scope')
    expect(response.quirks).toEqual(['scope-invalid'])
  }
})

test.each(['token', 'introspection'])('a single authorization detail is a list of one: %s', async (endpoint) => {
  const detail = { type: 'payment', amount: 1 }
  expect(await read(endpoint, { authorization_details: detail })).toMatchObject({
    authorizationDetails: [detail],
    quirks: ['authorization_details-object'],
  })
  for (const authorization_details of [null, '', ' ']) {
    const response = await read(endpoint, { authorization_details })
    expect(response).not.toHaveProperty('authorizationDetails')
    expect(response.quirks).toEqual([])
  }
})

test.each(['token', 'introspection'])('authorization details are objects with a type: %s', async (endpoint) => {
  const details = [{ type: 'payment', amount: 1 }, { type: 'account' }]
  expect(await read(endpoint, { authorization_details: details })).toMatchObject({ authorizationDetails: details })
  for (const authorization_details of [{}, 'x', [{}], [null], 7]) {
    const response = await read(endpoint, { authorization_details })
    expect(response).not.toHaveProperty('authorizationDetails')
    expect(response.quirks).toEqual(['authorization_details-invalid'])
  }
})

test('gives the members of a wire object camelCase names and leaves their values alone', () => {
  const claims = { given_name: 'Ada' }
  expect(camelCase({ client_id: 'c', exp: 1, tls_client_certificate_bound_access_tokens: true, claims })).toEqual({
    clientId: 'c',
    exp: 1,
    tlsClientCertificateBoundAccessTokens: true,
    claims,
  })
})

test('lets no name that comes in camelCase take the place of a standard one', () => {
  expect(camelCase({ client_id: 'c', clientId: 'mallory' })).toEqual({ clientId: 'c' })
})

test('takes __proto__, constructor and friends as data', () => {
  const members = present(
    camelCase(JSON.parse('{"__proto__":{"a":1},"____proto____":{"a":1},"constructor":1,"_proto_":2}')),
  ) as Record<string, unknown>
  expect(members.a).toBeUndefined()
  expect(Object.getPrototypeOf(members)).toBe(Object.prototype)
  expect(members.constructor).toBe(1)
})
