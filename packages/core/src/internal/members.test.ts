import { expect, test } from 'vitest'
import { camelCase } from './members.ts'
import { present } from './present.ts'

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
