import { expect, it } from 'vitest'
import { startLogin } from '../testing/fake-issuer.ts'

it('signs a user in with two requests after discovery: the token and the keys (PAIN 9, 10)', async () => {
  const { server, url, transaction, comeBack } = await startLogin(
    {},
    { returnTo: '/orders?page=2#top', data: { a: 1 } },
  )
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: 'https://app.example/callback',
    scope: 'openid',
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
  })
  expect(server.asked()).toEqual(['/.well-known/openid-configuration'])

  const result = await comeBack()
  expect(result).toMatchObject({
    status: 'completed',
    claims: { sub: 'alice' },
    token: { accessToken: 'the-access-token', refreshToken: 'the-refresh-token' },
    returnTo: '/orders?page=2#top',
    data: { a: 1 },
    transaction: { state: transaction.state },
  })
  expect(server.asked().slice(1).sort()).toEqual(['/jwks', '/token'])
  const [token] = server.requests.filter((request) => request.url.endsWith('/token'))
  expect(Object.fromEntries(token?.form ?? [])).toEqual({
    client_id: 'app',
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: 'https://app.example/callback',
    code_verifier: transaction.codeVerifier,
  })
})

it('keeps a record of plain JSON, with the metadata that the callback needs', async () => {
  const { transaction } = await startLogin(
    { resource: 'https://api.example', loginTtlMs: 1000 },
    { maxAgeSeconds: 60, acrValues: ['gold'], expectedSubject: 'alice', refreshParameters: { organization: 'o1' } },
  )
  expect(JSON.parse(JSON.stringify(transaction))).toEqual(transaction)
  expect(transaction).toEqual({
    v: 1,
    kind: 'login',
    state: expect.stringMatching(/^[\w-]{43}\.\w{8}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    codeVerifier: expect.stringMatching(/^[\w-]{43}$/),
    issuer: 'https://as.example',
    clientId: 'app',
    redirectUri: 'https://app.example/callback',
    returnTo: '/',
    createdAt: 1_700_000_000_000,
    expiresAt: 1_700_000_001_000,
    scope: 'openid',
    resource: 'https://api.example',
    maxAgeSeconds: 60,
    acrValues: ['gold'],
    expectedSubject: 'alice',
    refreshParameters: { organization: 'o1' },
    server: {
      tokenEndpoint: 'https://as.example/token',
      jwksUri: 'https://as.example/jwks',
      userinfoEndpoint: 'https://as.example/userinfo',
      endSessionEndpoint: 'https://as.example/logout',
      revocationEndpoint: 'https://as.example/revoke',
      idTokenSigningAlgValuesSupported: ['RS256', 'ES256', 'HS256'],
      authorizationResponseIssParameterSupported: true,
    },
  })
})
