import { createDPoP } from '@grantkit/jose'
import { createDiscoveryCache } from 'grantkit'
import { describe, expect, it } from 'vitest'
import { json, text } from '../../../core/src/testing/replies.ts'
import { createOidcClient, LoginError, type LoginRequest, type OidcClientSettings } from '../index.ts'
import { clientId, fakeIssuer, issuer, redirectUri, startLogin } from '../testing/fake-issuer.ts'
import { prepareLogin } from './prepare-login.ts'

const usual: OidcClientSettings = { issuer, clientId, redirectUri }

/** The error that `prepareLogin` rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<LoginError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LoginError)
  return error as LoginError
}

describe('the URL', () => {
  it('has all requested parameters', async () => {
    const { url } = await startLogin(
      { responseMode: 'form_post', scope: ['openid', 'profile'], resource: 'https://api.example' },
      {
        prompt: ['login', 'consent'],
        loginHint: 'alice@example.com',
        acrValues: ['gold', 'silver'],
        maxAgeSeconds: 0,
        uiLocales: 'de',
        display: 'page',
        claims: { id_token: { email: null } },
        authorizationDetails: [{ type: 'payment' }],
        idTokenHint: 'hint',
        parameters: { organization: 'o1' },
      },
    )
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_mode: 'form_post',
      scope: 'openid profile',
      resource: 'https://api.example',
      prompt: 'login consent',
      login_hint: 'alice@example.com',
      acr_values: 'gold silver',
      max_age: '0',
      ui_locales: 'de',
      display: 'page',
      claims: '{"id_token":{"email":null}}',
      authorization_details: '[{"type":"payment"}]',
      id_token_hint: 'hint',
      organization: 'o1',
    })
  })

  it('has its own state, nonce and verifier each time, so that many logins can run at once (PAIN 10)', async () => {
    const { client, transaction } = await startLogin()
    const { transaction: other } = await client.prepareLogin()
    for (const name of ['state', 'nonce', 'codeVerifier'] as const) expect(other[name]).not.toBe(transaction[name])
    // the same client marks all of its states alike
    expect(other.state.slice(-8)).toBe(transaction.state.slice(-8))
  })

  it('names the redirect URI of this login, if it has one, and so does the code', async () => {
    const at = { redirectUri: 'http://127.0.0.1:8080/callback' }
    const { url, transaction, comeBack, server, client } = await startLogin({}, at)
    expect(url.searchParams.get('redirect_uri')).toBe(at.redirectUri)
    expect(transaction.redirectUri).toBe(at.redirectUri)
    expect(await comeBack()).toMatchObject({ status: 'completed' })
    expect(server.requests.find(({ form }) => form.has('code'))?.form.get('redirect_uri')).toBe(at.redirectUri)
    await expect(client.prepareLogin({ redirectUri: 'http://evil.example/' })).rejects.toThrow(/^redirectUri: pass /)
  })

  it('has no nonce without openid', async () => {
    const { url } = await startLogin({ scope: 'read' })
    expect(url.searchParams.has('nonce')).toBe(false)
  })

  it('names the DPoP key that the code will be bound to', async () => {
    const dpop = createDPoP()
    const { url, transaction } = await startLogin({ dpop })
    expect(url.searchParams.get('dpop_jkt')).toBe(await dpop.getThumbprint())
    expect(transaction.dpopKey).toBe(await dpop.getThumbprint())
  })
})

describe('a pushed request', () => {
  it.for([
    ['always', false, true],
    ['always', true, true],
    ['when-required', false, false],
    ['when-required', true, true],
    [undefined, true, true],
    ['never', true, false],
  ] as const)('with %s and a server that requires it: %s', async ([pushedRequests, required, pushed]) => {
    const server = await fakeIssuer()
    server.metadata.require_pushed_authorization_requests = required
    const { url, transaction } = await startLogin({ pushedRequests, clientSecret: 'secret' }, {}, server)
    expect(server.asked().includes('/par')).toBe(pushed)
    if (!pushed) return expect(url.searchParams.get('state')).toBe(transaction.state)
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: 'app', request_uri: 'urn:example:1' })
    const { form, headers } = server.requests.at(-1) ?? {}
    expect(form?.get('state')).toBe(transaction.state)
    expect(headers?.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
  })

  it('has the secret in the form if the server accepts it only there', async () => {
    const server = await fakeIssuer()
    server.metadata.token_endpoint_auth_methods_supported = ['client_secret_post']
    const login = await startLogin({ pushedRequests: 'always', clientSecret: 'secret' }, {}, server)
    expect(server.requests.at(-1)?.form.get('client_secret')).toBe('secret')
    expect((await login.comeBack()).status).toBe('completed')
    const token = server.requests.find(({ url }) => url.endsWith('/token'))
    expect(token?.form.get('client_secret')).toBe('secret')
  })

  it.for([
    ['a refusal', () => json({ error: 'invalid_request' }, 400), false],
    ['a page', () => text('<p>busy</p>', 502), true],
    ['too many requests', () => text('', 429), true],
    ['no response', () => Promise.reject(new TypeError('offline')), true],
  ] as const)('fails as server_refused on %s', async ([, answer, transient]) => {
    const server = await fakeIssuer()
    server.answers.par = answer
    const error = await errorOf(startLogin({ pushedRequests: 'always' }, {}, server))
    expect(error).toMatchObject({ code: 'server_refused', transient })
    expect(error.failure?.isError).toBe(true)
  })
})

describe('the metadata', () => {
  it.for([
    ['a page', () => text('<p>Hello</p>'), true],
    ['a broken gateway', () => text('', 502), true],
    ['too many requests', () => text('', 429, { 'retry-after': '5' }), true],
    ['no response', () => Promise.reject(new TypeError('offline')), true],
    ['another issuer', () => json({ issuer: 'https://evil.example', jwks_uri: 'https://evil.example/jwks' }), false],
  ] as const)(
    'fails as discovery_failed for %s, and is requested again by the next login',
    async ([, answer, transient]) => {
      const server = await fakeIssuer()
      const client = createOidcClient({ ...usual, fetch: server.fetch, now: () => server.time })
      server.answers['openid-configuration'] = answer
      server.answers['oauth-authorization-server'] = answer
      expect(await errorOf(client.prepareLogin())).toMatchObject({ code: 'discovery_failed', transient })
      server.answers = {}
      expect((await client.prepareLogin()).url).toContain(`${issuer}/authorize?`)
    },
  )

  it.for(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'without %s stops the login before the user leaves',
    async (name) => {
      const metadata = { ...(await fakeIssuer()).metadata, [name]: undefined }
      const camel = Object.fromEntries(
        Object.entries(metadata).map(([key, value]) => [
          key.replace(/_./g, (part) => `${part[1]}`.toUpperCase()),
          value,
        ]),
      )
      const error = await errorOf(createOidcClient({ ...usual, metadata: camel }).prepareLogin())
      expect(error.code).toBe('discovery_failed')
    },
  )

  it('of a shared cache must have the issuer too', async () => {
    const server = await fakeIssuer()
    const other = 'https://other.example'
    server.metadata = { ...server.metadata, issuer: other }
    const discovery = createDiscoveryCache({ authority: other, fetch: server.fetch })
    const error = await errorOf(createOidcClient({ ...usual, discovery }).prepareLogin())
    expect(error.code).toBe('discovery_failed')
  })

  it('is shared by all logins of a client', async () => {
    const { client, server } = await startLogin()
    await client.prepareLogin()
    expect(server.asked()).toEqual(['/.well-known/openid-configuration'])
  })
})

describe('mistakes', () => {
  it.for([
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: 'as.example' }],
    ['issuer', { issuer: 'http://as.example' }],
    ['issuer', { issuer: new URL('https://as.example') }],
    ['clientId', { clientId: '' }],
    ['clientSecret', { clientSecret: '' }],
    ['redirectUri', { redirectUri: '/callback' }],
    ['redirectUri', { redirectUri: 'http://app.example/callback' }],
    ['redirectUri', { redirectUri: 'https://app.example/callback#x' }],
    ['redirectUri', { redirectUri: 'javascript:alert(1)' }],
    ['metadata.issuer', { metadata: { issuer: 'https://other.example' } }],
    ['client', { responseMode: 'query.jwt' }],
    ['loginTtlMs', { loginTtlMs: 0 }],
    ['loginTtlMs', { loginTtlMs: Number.POSITIVE_INFINITY }],
    ['loginTtlMs', { loginTtlMs: '5000' }],
    ['basePath', { basePath: '' }],
    ['basePath', { basePath: null }],
    ['basePath', { basePath: 'shop' }],
    ['basePath', { basePath: '//evil.example' }],
    ['basePath', { basePath: '/\\evil.example' }],
    ['basePath', { basePath: '/shop?x' }],
    ['clockToleranceMs', { clockToleranceMs: Number.NaN }],
    ['keys', { keys: false }],
    ['keys', { keys: null }],
    ['loadValidation', { loadValidation: null }],
    ['loadValidation', { loadValidation: {} }],
    ['algorithms', { algorithms: 'ES256' }],
    ['trustedAudiences', { trustedAudiences: 'other' }],
    ['decryptionKeys', { decryptionKeys: {} }],
    ['pushedRequests', { pushedRequests: 'maybe' }],
  ])('in %s are refused at once: %j', ([field, over]) => {
    expect(() => createOidcClient({ ...usual, ...(over as object) })).toThrow(TypeError)
    expect(() => createOidcClient({ ...usual, ...(over as object) })).toThrow(new RegExp(`^${field}: pass `))
  })

  it('in the issuer name it, not discovery', async () => {
    const settings = { ...usual, issuer: 'http://as.example' }
    await expect(prepareLogin(settings)).rejects.toThrow(/^issuer: pass an https: URL/)
  })

  it.for(['http://localhost:3000/cb', 'http://127.0.0.1/cb', 'http://[::1]:1/cb', 'com.example.app:/cb', 'myapp://cb'])(
    'are not redirect URIs such as %s',
    (uri) => {
      expect(() => createOidcClient({ ...usual, redirectUri: uri })).not.toThrow()
    },
  )

  it.for<[string, unknown]>([
    ['scope', { scope: '' }],
    ['scope', { scope: 'read', expectedSubject: 'alice' }],
    ['scope', { scope: 'read', maxAgeSeconds: 1 }],
    ['scope', { scope: 'read', acrValues: 'gold' }],
    ['expectedSubject', { expectedSubject: '' }],
    ['maxAgeSeconds', { maxAgeSeconds: -1 }],
    ['maxAgeSeconds', { maxAgeSeconds: 1.5 }],
    ['refreshParameters', { refreshParameters: { a: 1 } }],
    ['refreshParameters', { refreshParameters: 'a=1' }],
    ['refreshParameters', { refreshParameters: new URLSearchParams('a=1') }],
    ['refreshParameters', { refreshParameters: ['a'] }],
    ['data', { data: 'x'.repeat(2048) }],
    ['data', { data: 1n }],
    ['data', { data: () => 1 }],
    ['request', 'request'],
  ])('in a request are refused before anything is sent: %s', async ([field, request]) => {
    const server = await fakeIssuer()
    const client = createOidcClient({ ...usual, fetch: server.fetch })
    const promise = client.prepareLogin(request as LoginRequest)
    await expect(promise).rejects.toThrow(TypeError)
    await expect(promise).rejects.toThrow(new RegExp(`^${field}: pass `))
    expect(server.requests).toEqual([])
  })
})

it('accepts data of exactly 2048 bytes', async () => {
  const data = 'x'.repeat(2046)
  expect((await startLogin({}, { data })).transaction.data).toBe(data)
})

it('rejects with the reason of the signal', async () => {
  const server = await fakeIssuer()
  const reason = new Error('left')
  server.answers['openid-configuration'] = () => new Promise(() => {})
  const controller = new AbortController()
  const promise = createOidcClient({ ...usual, fetch: server.fetch }).prepareLogin({}, { signal: controller.signal })
  controller.abort(reason)
  await expect(promise).rejects.toBe(reason)
})
