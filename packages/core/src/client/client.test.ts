import { describe, expect, test } from 'vitest'
import { createDiscoveryCache } from '../discovery/discovery-cache.ts'
import { createClient } from '../index.ts'
import { failure } from '../testing/ask.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { json, text, token } from '../testing/replies.ts'
import { type TestFetch, testFetch } from '../testing/test-fetch.ts'
import type { ClientSettings } from './client.ts'

const authority = 'https://as.example'
const at = (name: string) => `${authority}/${name}`
const document = {
  issuer: authority,
  authorization_endpoint: at('authorize'),
  token_endpoint: at('token'),
  jwks_uri: at('keys'),
  registration_endpoint: at('register'),
  revocation_endpoint: at('revoke'),
  introspection_endpoint: at('introspect'),
  userinfo_endpoint: at('userinfo'),
  end_session_endpoint: at('logout'),
  device_authorization_endpoint: at('device'),
  backchannel_authentication_endpoint: at('ciba'),
  pushed_authorization_request_endpoint: at('par'),
  mtls_endpoint_aliases: { token_endpoint: at('mtls/token') },
  authorization_response_iss_parameter_supported: true,
}
const confidential = { authority, clientId: 'app', clientSecret: 'secret' }
const seen = (fetch: TestFetch) => fetch.requests.map(({ url }) => url)
const anything = () => json({})

/** A client that knows its server from the start. */
function clientOf(settings: Partial<ClientSettings>, seed: object = document) {
  return createClient({ ...confidential, seed, ...settings })
}

test('requests the metadata once, when it is first needed', async () => {
  const fetch = testFetch(json(document), token(), token())
  const client = createClient({ ...confidential, fetch })
  expect(fetch.requests).toHaveLength(0)
  expect((await client.requestClientCredentialsToken({ scope: 'api1' })).isError).toBe(false)
  expect((await client.requestRefreshToken({ refreshToken: 'rt' })).isError).toBe(false)
  expect(seen(fetch)).toEqual([at('.well-known/openid-configuration'), at('token'), at('token')])
  expect(fetch.requests[1]?.headers.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
  expect(fetch.requests[1]?.form.get('scope')).toBe('api1')
})

test('calls each endpoint at its address in the metadata', async () => {
  const fetch = testFetch(...Array.from({ length: 11 }, () => anything()))
  const client = clientOf({ fetch })
  await client.revokeToken({ token: 't' })
  await client.introspectToken({ token: 't' })
  await client.getUserInfo({ accessToken: 'at', expectedSubject: false })
  await client.registerClient({ metadata: { redirect_uris: [] } })
  await client.requestDeviceAuthorization()
  await client.requestBackchannelAuthentication({ loginHint: 'ada', scope: 'openid' })
  await client.pushAuthorization({ redirectUri: 'https://app.example' })
  await client.getJsonWebKeySet()
  await client.requestToken({ grantType: 'urn:x' })
  await client.requestTokenExchangeToken({ subjectToken: 't', subjectTokenType: 'urn:t' })
  await client.readClient({ address: at('register/app'), registrationAccessToken: 'rat' })
  expect(seen(fetch)).toEqual(
    [
      'revoke',
      'introspect',
      'userinfo',
      'register',
      'device',
      'ciba',
      'par',
      'keys',
      'token',
      'token',
      'register/app',
    ].map(at),
  )
})

test('makes the URLs of the authorization request and of the logout', async () => {
  const client = clientOf({ fetch: testFetch() })
  const url = new URL(
    await client.createAuthorizeUrl({ redirectUri: 'https://app.example/callback', state: 's', codeChallenge: 'c' }),
  )
  expect(`${url.origin}${url.pathname}`).toBe(at('authorize'))
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: 'https://app.example/callback',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'S256',
  })
  expect(await client.createEndSessionUrl({ idTokenHint: 'it' })).toBe(`${at('logout')}?id_token_hint=it&client_id=app`)
})

test('checks iss of the callback as the metadata says', async () => {
  const client = clientOf({ fetch: testFetch() })
  const good = new URLSearchParams({ code: 'c', state: 's', iss: authority })
  expect(await client.parseAuthorizeResponse(good, { state: 's' })).toMatchObject({ isError: false, code: 'c' })
  const evil = new URLSearchParams({ code: 'c', state: 's', iss: 'https://evil.example' })
  expect(await client.parseAuthorizeResponse(evil, { state: 's' })).toMatchObject({ code: 'issuer_mismatch' })
  expect(await client.parseAuthorizeResponse('?code=c&state=s', { state: 's' })).toMatchObject({
    code: 'issuer_mismatch',
  })
  await expect(client.parseAuthorizeResponse('?code=c', undefined as never)).rejects.toThrow('state')
})

test('polls for the token of a device login', async () => {
  const fetch = testFetch(json({ error: 'authorization_pending' }, 400), token())
  const client = clientOf({ fetch, clientSecret: '', clientCredentialStyle: 'body' })
  const response = await client.pollDeviceToken({ deviceCode: 'dc' }, { clock: fakeClock() })
  expect(response.isError).toBe(false)
  expect(seen(fetch)).toEqual([at('token'), at('token')])
})

describe('the metadata', () => {
  test('may be passed, at least the needed members', async () => {
    const fetch = testFetch(token())
    const client = createClient({ metadata: { tokenEndpoint: at('t') }, clientId: 'app', fetch })
    expect(
      (await client.requestAuthorizationCodeToken({ code: 'c', redirectUri: 'https://app.example' })).isError,
    ).toBe(false)
    expect(seen(fetch)).toEqual([at('t')])
  })

  test('may come from a shared cache', async () => {
    const fetch = testFetch(json(document), token(), token())
    const discovery = createDiscoveryCache({ address: at('.well-known/openid-configuration'), fetch })
    for (const clientId of ['one', 'two']) {
      await createClient({ discovery, clientId, fetch }).requestClientCredentialsToken()
    }
    expect(seen(fetch)).toHaveLength(3)
  })

  test("of the server doesn't become the metadata of a registered client", async () => {
    const client = createClient({ metadata: { registrationEndpoint: at('register') }, fetch: testFetch() })
    await expect(client.registerClient({} as never)).rejects.toThrow('metadata')
  })

  test('is requested again after a failure, which is the result of the call', async () => {
    const fetch = testFetch(text('', 503), new TypeError('offline'), json(document), token())
    const client = createClient({ ...confidential, fetch })
    expect(failure(await client.requestClientCredentialsToken())).toMatchObject({ code: 'http_error', transient: true })
    await expect(client.createAuthorizeUrl()).rejects.toMatchObject({ name: 'TokenRequestError', code: 'network' })
    expect((await client.requestClientCredentialsToken()).isError).toBe(false)
  })

  test.each([
    ['a status', () => text('gone', 503)],
    ['a redirect', () => text('', 302, { location: 'https://as.example/elsewhere' })],
    ['nonsense', () => json([])],
    ['a refusal', () => json({ error: 'invalid_request', error_description: 'slowly' }, 400)],
    ['no answer', () => Promise.reject(new TypeError('offline'))],
  ] as const)("is named in the error if it can't be fetched because of %s", async (_what, reply) => {
    const client = createClient({ authority, fetch: async () => reply() })
    const response = failure(await client.requestRefreshToken({ refreshToken: 'rt' }))
    expect(response.errorDescription).toMatch(/^discovery/)
    expect(Object.keys(response)).not.toContain('raw')
    expect(typeof response.raw).toBe('string')
    await expect(client.createAuthorizeUrl()).rejects.toMatchObject({
      errorDescription: expect.stringMatching(/^discovery/),
    })
  })

  test("rejects the parsing of a callback if it can't be fetched", async () => {
    const client = createClient({ ...confidential, fetch: testFetch(text('', 503)) })
    await expect(client.parseAuthorizeResponse('?code=c&state=s', { state: 's' })).rejects.toMatchObject({
      name: 'TokenRequestError',
      code: 'http_error',
    })
  })

  test('is named with the member if it lacks the endpoint', async () => {
    const client = clientOf({ fetch: testFetch() }, { issuer: authority, jwks_uri: at('keys') })
    await expect(client.revokeToken({ token: 't' })).rejects.toThrow(/^metadata\.revocationEndpoint: /)
    await expect(client.requestDeviceAuthorization()).rejects.toThrow(/^metadata\.deviceAuthorizationEndpoint: /)
    await expect(client.createAuthorizeUrl()).rejects.toThrow(TypeError)
  })

  test('is not requested if the call has an address', async () => {
    const fetch = testFetch(token())
    await createClient({ ...confidential, fetch }).requestClientCredentialsToken({ address: at('elsewhere') })
    expect(seen(fetch)).toEqual([at('elsewhere')])
  })

  test('must have a source', () => {
    expect(() => createClient({ clientId: 'app' })).toThrow(/^authority: /)
  })
})

describe('client authentication', () => {
  const styleFor = async (lists: object, settings: Partial<ClientSettings> = {}, introspect = false) => {
    const fetch = testFetch(anything())
    const client = clientOf({ fetch, ...settings }, { ...document, ...lists })
    await (introspect ? client.introspectToken({ token: 't' }) : client.requestClientCredentialsToken())
    const [request] = fetch.requests
    return request?.headers.has('authorization') ? 'header' : request?.form.has('client_secret') ? 'body' : 'none'
  }
  const methods = (...names: string[]) => ({ token_endpoint_auth_methods_supported: names })

  test('is the method that the metadata lists', async () => {
    expect(await styleFor({})).toBe('header')
    expect(await styleFor(methods('client_secret_post'))).toBe('body')
    expect(await styleFor(methods('client_secret_post', 'client_secret_basic'))).toBe('header')
    expect(await styleFor(methods('private_key_jwt', 'client_secret_post', 'none'))).toBe('body')
    expect(await styleFor(methods('private_key_jwt'))).toBe('header')
  })

  test("is the caller's choice, if there is one", async () => {
    expect(await styleFor(methods('client_secret_post'), { clientCredentialStyle: 'header' })).toBe('header')
    expect(await styleFor({}, { clientCredentialStyle: 'body' })).toBe('body')
  })

  test("is a method of the endpoint's own list, if there is one", async () => {
    const own = {
      ...methods('client_secret_post'),
      introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
    }
    expect(await styleFor(own, {}, true)).toBe('header')
    expect(await styleFor(methods('client_secret_post'), {}, true)).toBe('body')
  })

  test('is none without a secret, and an empty secret is a mistake', async () => {
    const { clientSecret: _, ...open } = confidential
    const fetch = testFetch(token())
    const client = createClient({ ...open, fetch, seed: { ...document, ...methods('client_secret_post') } })
    await client.requestClientCredentialsToken()
    expect(fetch.requests[0]?.form.has('client_secret')).toBe(false)
    const empty = clientOf({ clientSecret: '', fetch: testFetch() }, { ...document, ...methods('client_secret_post') })
    await expect(empty.requestClientCredentialsToken()).rejects.toThrow('clientSecret')
  })
})

test('calls the mTLS aliases on request, and the normal endpoint if there is none', async () => {
  const fetch = testFetch(token(), anything())
  const client = clientOf({ fetch, useMtlsEndpointAliases: true })
  await client.requestClientCredentialsToken()
  await client.revokeToken({ token: 't' })
  expect(seen(fetch)).toEqual([at('mtls/token'), at('revoke')])
})

describe('PAIN 33: the resource', () => {
  const resource = 'https://mcp.example'
  const everywhere = async (client: ReturnType<typeof clientOf>, call: { resource?: string } = {}) => {
    const url = new URL(
      await client.createAuthorizeUrl({
        redirectUri: 'https://app.example',
        state: false,
        codeChallenge: false,
        ...call,
      }),
    )
    await client.pushAuthorization({ redirectUri: 'https://app.example', ...call })
    await client.requestAuthorizationCodeToken({ code: 'c', redirectUri: 'https://app.example', ...call })
    await client.requestRefreshToken({ refreshToken: 'rt', ...call })
    return url.searchParams.getAll('resource')
  }
  const sent = (fetch: TestFetch) => fetch.requests.map(({ form }) => form.getAll('resource'))

  test('is sent verbatim in the authorization request, the token request and the refresh', async () => {
    const fetch = testFetch(anything(), anything(), anything())
    expect(await everywhere(clientOf({ fetch, resource }))).toEqual([resource])
    expect(sent(fetch)).toEqual([[resource], [resource], [resource]])
  })

  test('is left out of all three if the server refuses it', async () => {
    const fetch = testFetch(anything(), anything(), anything())
    const parameters = { resource: 'https://other.example', audience: 'kept' }
    const client = clientOf({ fetch, resource, resourceIndicators: 'omit', parameters })
    expect(await everywhere(client, { resource: 'https://third.example' })).toEqual([])
    expect(sent(fetch)).toEqual([[], [], []])
    expect(fetch.requests.map(({ form }) => form.get('audience'))).toEqual(['kept', 'kept', 'kept'])
  })
})

test("the tokens of the registration are not bound to the client's key", async () => {
  const proofs: unknown[] = []
  const dpop = {
    createProof: async (input: unknown) => {
      proofs.push(input)
      return 'proof'
    },
  }
  const fetch = testFetch(anything(), anything(), anything())
  const client = clientOf({ fetch, dpop })
  await client.registerClient({ metadata: {}, initialAccessToken: 'iat' })
  await client.deleteClient({ address: at('register/app'), registrationAccessToken: 'rat' })
  await client.getUserInfo({ accessToken: 'at', expectedSubject: false })
  expect(fetch.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer iat',
    'Bearer rat',
    'DPoP at',
  ])
  expect(proofs).toHaveLength(1)
})

test('rejects with the reason of the signal while it waits for the metadata', async () => {
  const controller = new AbortController()
  const fetch = testFetch(() => new Promise(() => {}))
  const client = createClient({ ...confidential, fetch })
  const asked = client.requestClientCredentialsToken({}, { signal: controller.signal })
  controller.abort('enough')
  await expect(asked).rejects.toBe('enough')
})

test('never writes to the settings', async () => {
  const settings = Object.freeze({ ...confidential, seed: document, resource: Object.freeze(['https://a.example']) })
  const fetch = testFetch(token(), token())
  const client = createClient({ ...settings, fetch, resourceIndicators: 'omit' })
  const request = Object.freeze({ scope: 'a' })
  await client.requestClientCredentialsToken(request)
  expect((await client.requestClientCredentialsToken(request)).isError).toBe(false)
})

test('its methods require only members that are not bound', () => {
  const client = clientOf({})
  const never = (): unknown[] => [
    // @ts-expect-error a refresh token is needed
    client.requestRefreshToken(),
    // @ts-expect-error so is the code
    client.requestAuthorizationCodeToken({ redirectUri: 'https://app.example' }),
    // @ts-expect-error the server gave each client an address of its own
    client.readClient({ registrationAccessToken: 'rat' }),
    // @ts-expect-error whom the claims are about is checked, or said not to be
    client.getUserInfo({ accessToken: 'at' }),
    client.createAuthorizeUrl(),
    client.getJsonWebKeySet(),
  ]
  expect(never).toBeTypeOf('function')
  // @ts-expect-error a list of the server's endpoints is no text
  expect(() => createClient({ metadata: { tokenEndpoint: 7 } })).not.toThrow()
})
