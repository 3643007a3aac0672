import { expect, it } from 'vitest'
import { startLogin } from './testing/fake-issuer.ts'
import { createTestNavigator, testFailedLogin, testLogin } from './testing.ts'

it('makes a completed login without a server', () => {
  const login = testLogin({ claims: { sub: 'bob' }, token: { scope: 'a' }, returnTo: '/x', data: 7 })
  expect(login).toMatchObject({
    status: 'completed',
    claims: { sub: 'bob', iss: 'https://issuer.example' },
    token: { isError: false, accessToken: 'test-access-token', scope: 'a' },
    returnTo: '/x',
    data: 7,
    transaction: { returnTo: '/x', data: 7 },
  })
  expect(Object.keys(testLogin())).not.toContain('data')
})

it('has the members of a real login', async () => {
  const { comeBack } = await startLogin()
  expect(Object.keys(testLogin()).sort()).toEqual(Object.keys(await comeBack()).sort())
})

it('makes a failed login without a server', () => {
  const failed = testFailedLogin('keys_unavailable', { transient: true })
  expect(failed).toMatchObject({ status: 'failed', code: 'keys_unavailable', transient: true, returnTo: '/' })
  expect(failed.message).toMatch(/try again later/)
})

it('responds to login URLs like a browser with a server', async () => {
  const { client, server } = await startLogin()
  const iss = 'https://as.example'
  const navigator = createTestNavigator(
    { code: 'c', iss },
    { error: 'access_denied', iss },
    { code: 'c', iss, state: 'x' },
  )
  for (const expected of ['completed', 'denied', 'failed']) {
    const { url, transaction } = await client.prepareLogin()
    server.claims.nonce = transaction.nonce
    expect((await client.processResponse(navigator.navigate(url), transaction)).status).toBe(expected)
  }
  expect(navigator.visited.map(({ pathname }) => pathname)).toEqual(['/authorize', '/authorize', '/authorize'])
  expect(() => navigator.navigate('https://as.example/authorize')).toThrow(/^answers: pass /)
  expect(() => createTestNavigator({}).navigate('https://as.example/?request_uri=x')).toThrow(/^url: pass /)
})
