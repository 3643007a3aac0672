import { expect, test } from 'vitest'
import { createClient, createTokenClient } from '../index.ts'
import { identityOf } from './identity.ts'

const issuer = 'https://as.example'
const address = `${issuer}/token`

test.each([
  ['its authority', createClient({ authority: issuer, clientId: 'app' }), issuer],
  [
    'the issuer in its metadata',
    createClient({ metadata: { issuer, tokenEndpoint: address }, clientId: 'app' }),
    issuer,
  ],
  [
    'the token endpoint of its metadata',
    createClient({ metadata: { tokenEndpoint: address }, clientId: 'app' }),
    address,
  ],
  ['its address', createTokenClient({ address: new URL(address), clientId: 'app' }), address],
] as const)('a bound client is known by %s', (_what, client, expected) => {
  expect(identityOf(client)).toEqual({ issuer: expected, clientId: 'app' })
})

test('of a client that only a cache knows the server of, and of another object, nothing is made up', () => {
  const discovery = { get: async () => ({}) as never, refresh: async () => ({}) as never }
  expect(identityOf(createClient({ discovery }))).toEqual({ issuer: undefined, clientId: undefined })
  expect(identityOf({ requestToken() {} })).toBe(undefined)
})
