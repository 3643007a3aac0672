import { expect, it } from 'vitest'
import { part, unsigned } from '../../../jose/src/testing/tokens.ts'
import { isSameUser } from './same-user.ts'

const user = { iss: 'https://as.example', sub: 'Älice' }
const token = (over: object = {}) => unsigned({ ...user, aud: 'app', ...over })

it('accepts a refreshed ID token of the same issuer, client and user', () => {
  expect(isSameUser(token(), user, 'app')).toBe(true)
  expect(isSameUser(token({ aud: ['other', 'app'] }), user, 'app')).toBe(true)
})

it.for([
  ['another user', token({ sub: 'bob' })],
  ['no user', token({ sub: undefined })],
  ['another issuer', token({ iss: 'https://evil.example' })],
  ['another client', token({ aud: 'other' })],
  ['no JSON', `${part('{}')}.${part('no json')}.x`],
  ['an encrypted token', 'a.b.c.d.e'],
  ['no token', ''],
])('refuses %s', ([, idToken = '']) => {
  expect(isSameUser(idToken, user, 'app')).toBe(false)
})
