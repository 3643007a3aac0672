import { requestToken } from 'grantkit'
import { expect, test } from 'vitest'

test('the general request has the members that most grants share', async () => {
  let body = ''
  const fetch = async (_: string, init: RequestInit) => {
    body = `${init.body}`
    return Response.json({ access_token: 'a', token_type: 'Bearer' })
  }
  const shared = { scope: ['a', 'b'], resource: ['https://x', 'https://y'], audience: 'z' }
  expect(
    (await requestToken({ address: 'https://as.example/token', grantType: 'urn:example:g', ...shared }, { fetch }))
      .isError,
  ).toBe(false)
  expect(body).toBe(
    'grant_type=urn%3Aexample%3Ag&scope=a+b&resource=https%3A%2F%2Fx&resource=https%3A%2F%2Fy&audience=z',
  )
})
