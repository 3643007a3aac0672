import { TokenRequestError } from 'grantkit'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../core/src/testing/ask.ts'
import { json, token } from '../../../core/src/testing/replies.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { createDPoP } from '../index.ts'
import {
  at,
  bound,
  claimsOf,
  clientOf,
  issuer,
  key,
  login,
  pushedReply,
  redirectUri,
  rsa,
} from '../testing/profile-client.ts'

describe('fapi2: a login', () => {
  it('pushes the request, and makes a URL with only its request_uri (section 5.3.3.2)', async () => {
    const fetch = testFetch(pushedReply())
    const url = new URL(await clientOf({ fetch }).createAuthorizeUrl(await login({ loginHint: 'ada' })))
    expect(`${url.origin}${url.pathname}`).toBe(at('authorize'))
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: 'app', request_uri: 'urn:example:1' })
    const [push] = fetch.requests
    expect(push?.url).toBe(at('par'))
    expect(Object.fromEntries(push?.form ?? [])).toMatchObject({
      ...{ client_id: 'app', response_type: 'code', redirect_uri: redirectUri, scope: 'openid', state: 's' },
      ...{ login_hint: 'ada', code_challenge: expect.any(String), code_challenge_method: 'S256' },
    })
  })

  it('binds the code to the key by a proof with the push (RFC 9449 section 10.1)', async () => {
    const fetch = testFetch(pushedReply())
    await clientOf({ fetch }).createAuthorizeUrl(await login())
    expect(decodeJwt(fetch.requests[0]?.headers.get('dpop') ?? '')).toMatchObject({ htm: 'POST', htu: at('par') })
  })

  it('authenticates with a new assertion for each request, whose aud is the issuer as a string (section 5.3.3.1)', async () => {
    const fetch = testFetch(pushedReply(), bound())
    const client = clientOf({ fetch })
    await client.createAuthorizeUrl(await login())
    success(await client.requestAuthorizationCodeToken({ code: 'c', redirectUri, codeVerifier: 'v'.repeat(43) }))
    expect(claimsOf(fetch)).toMatchObject({ iss: 'app', sub: 'app', aud: issuer })
    expect(claimsOf(fetch, 1).jti).not.toBe(claimsOf(fetch, 0).jti)
    expect(decodeProtectedHeader(fetch.requests[1]?.form.get('client_assertion') ?? '')).toMatchObject({
      alg: 'ES256',
      kid: 'k',
    })
  })

  it('makes the URL for a request that the caller pushed', async () => {
    const fetch = testFetch(pushedReply())
    const client = clientOf({ fetch, resource: 'https://api.example', parameters: { ui: 'dark' } })
    const { requestUri } = success(await client.pushAuthorization(await login()))
    const url = new URL(await client.createAuthorizeUrl({ requestUri }))
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    expect(fetch.requests[0]?.form.get('resource')).toBe('https://api.example')
    expect(fetch.requests[0]?.form.get('ui')).toBe('dark')
  })

  it('rejects with the error of a failed push', async () => {
    const fetch = testFetch(json({ error: 'invalid_request' }, 400))
    await expect(clientOf({ fetch }).createAuthorizeUrl(await login())).rejects.toMatchObject({
      name: 'TokenRequestError',
      error: 'invalid_request',
    })
  })

  it("fails if the metadata can't be fetched", async () => {
    const fetch = testFetch(json({}, 503), json({}, 503), json({}, 503))
    const client = clientOf({ fetch, seed: undefined })
    await expect(client.createAuthorizeUrl(await login())).rejects.toBeInstanceOf(TokenRequestError)
    expect(failure(await client.requestClientCredentialsToken()).transient).toBe(true)
    await expect(client.parseAuthorizeResponse('?code=c&state=s', { state: 's' })).rejects.toMatchObject({
      code: 'http_error',
    })
  })

  it.each([
    ['codeChallenge', { codeChallenge: undefined }],
    ['codeChallenge', { codeChallenge: 'v'.repeat(42) }],
    ['codeChallenge', { codeChallenge: 'v'.repeat(44) }],
    ['codeChallenge', { codeChallenge: ` ${'v'.repeat(43)}` }],
    ['codeChallenge', { codeChallenge: `${'v'.repeat(43)}\n` }],
    ['codeChallengeMethod', { codeChallengeMethod: 'plain' }],
    ['responseType', { responseType: 'code id_token' }],
    ['responseType', { responseType: 'token' }],
    ['responseMode', { responseMode: 'fragment' }],
    ['redirectUri', { redirectUri: undefined }],
    ['redirectUri', { redirectUri: '/callback' }],
    ['redirectUri', { redirectUri: 'http://app.example/callback' }],
    ['redirectUri', { redirectUri: 'https://app.example/*' }],
    ['redirectUri', { redirectUri: 'https://app.example/callback#part' }],
    ['redirectUri', { redirectUri: 'javascript:alert(1)' }],
    ['redirectUri', { redirectUri: 'app://callback' }],
    ['redirectUri', { redirectUri: 'https:///callback' }],
    ['redirectUri', { redirectUri: 'https:callback' }],
    ['redirectUri', { redirectUri: 'xhttps://app.example/' }],
    ['redirectUri', { redirectUri: 'httpsx://app.example/' }],
    ['redirectUri', { redirectUri: ' https://app.example/' }],
    ['redirectUri', { redirectUri: '/to/https://app.example/' }],
    ['redirectUri', { redirectUri: 'shttp://localhost/' }],
    ['redirectUri', { redirectUri: 'http://localhost.evil.example/' }],
    ['redirectUri', { redirectUri: 'http://evil-localhost/' }],
    ['redirectUri', { redirectUri: 'http://localhost@evil.example/' }],
    ['redirectUri', { redirectUri: 'http://127.0.0.1.evil.example/' }],
    ['redirectUri', { redirectUri: 'http://evil127.0.0.1/' }],
    ['redirectUri', { redirectUri: 'http:/callback' }],
    ['request', { request: 'e30.e30.' }],
    ['parameters.code_challenge_method', { parameters: { code_challenge_method: 'plain' } }],
    ['parameters.response_type', { parameters: [['response_type', 'token']] }],
    ['parameters.request_uri', { parameters: new URLSearchParams({ request_uri: 'https://evil.example' }) }],
    ['clientSecret', { clientSecret: 's' }],
    ['dpop', { dpop: createDPoP() }],
    ['dpopProof', { dpopProof: 'p' }],
    ['address', { address: 'https://evil.example/authorize' }],
  ])('refuses a request with another %s: %o', async (field, members) => {
    const client = clientOf({ fetch: testFetch() })
    const request = await login(members)
    await expect(client.createAuthorizeUrl(request)).rejects.toThrow(new RegExp(`^${field}: pass \\S`))
    await expect(client.pushAuthorization(request)).rejects.toThrow(TypeError)
  })

  it.each([
    'http://127.0.0.1:8080/cb',
    'http://localhost/cb',
    'http://[::1]/cb',
    'com.example.app:/cb',
    'https://a.example/cb?x=1',
    'http://127.100.20.3/cb',
    'http://app.some-where.localhost:8080/cb',
  ])('accepts %s as a redirect URI', async (place) => {
    const fetch = testFetch(pushedReply())
    await clientOf({ fetch }).createAuthorizeUrl(await login({ redirectUri: place }))
    expect(fetch.requests[0]?.form.get('redirect_uri')).toBe(place)
  })
})

describe('fapi2: a token', () => {
  it('requires the verifier of the challenge', async () => {
    const client = clientOf({ fetch: testFetch() })
    for (const codeVerifier of [undefined, '']) {
      const request = { code: 'c', redirectUri, codeVerifier } as never
      await expect(client.requestAuthorizationCodeToken(request)).rejects.toThrow(/^codeVerifier: pass \S/)
    }
    await expect(client.requestToken({ grantType: 'authorization_code' })).rejects.toThrow(/^grantType: pass \S/)
  })

  it('is never issued for a password', async () => {
    const client = clientOf({ fetch: testFetch() })
    const request = { username: 'ada', password: 'secret-password' }
    await expect(client.requestPasswordToken(request)).rejects.toThrow(
      /^grantType: pass another, for fapi2 has no password/,
    )
    await expect(client.requestToken({ grantType: 'password', parameters: request })).rejects.toThrow(
      /^grantType: pass \S/,
    )
    await expect(client.requestToken({ grantType: 'implicit' })).rejects.toThrow(/^grantType: pass another/)
  })

  it('token-type-case-insensitivity and token-endpoint-response-without-expires_in: is accepted', async () => {
    const fetch = testFetch(token({ token_type: 'dPoP' }))
    expect(success(await clientOf({ fetch }).requestClientCredentialsToken()).expiresIn).toBeUndefined()
  })

  it('is refused if it is not bound, even if the signer would accept it', async () => {
    const strict = failure(await clientOf({ fetch: testFetch(token()) }).requestClientCredentialsToken())
    expect(strict.code).toBe('invalid_response')
    const lax = clientOf({ fetch: testFetch(token()), dpop: createDPoP({ allowBearer: true }) })
    await expect(lax.requestClientCredentialsToken()).rejects.toMatchObject({
      name: 'JoseError',
      code: 'binding_missing',
    })
  })

  it('is bound with any other grant too', async () => {
    const fetch = testFetch(bound(), token({ token_type: 'xDPoP' }), token({ token_type: 'DPoPx' }))
    const client = clientOf({ fetch, dpop: createDPoP({ allowBearer: true }) })
    success(await client.requestToken({ grantType: 'urn:example:own', parameters: { own: 'yes' } }))
    expect(fetch.requests[0]?.form.get('own')).toBe('yes')
    const wrong = { code: 'binding_missing', message: expect.stringContaining('DPoP') }
    await expect(client.requestClientCredentialsToken()).rejects.toMatchObject(wrong)
    await expect(client.requestClientCredentialsToken()).rejects.toMatchObject(wrong)
  })

  it('accepts no other client authentication in a call', async () => {
    const client = clientOf({ fetch: testFetch() })
    for (const own of [
      { clientSecret: 's' },
      { clientCredentialStyle: 'body' },
      { clientAssertion: { type: 't', value: 'v' } },
      { clientAuthentication: () => ({}) },
    ] as const) {
      await expect(client.requestClientCredentialsToken(own)).rejects.toThrow(
        new RegExp(`^${Object.keys(own)[0]}: pass nothing in a call`),
      )
    }
    await expect(client.requestClientCredentialsToken({}, { allowInsecureHttp: true })).rejects.toThrow(
      /^allowInsecureHttp: /,
    )
  })
})

describe('fapi2: a certificate', () => {
  const certified = { clientCertificate: true, key: undefined, kid: undefined, dpop: undefined }
  const jwt = (claims: object) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256' }).sign(key)

  it('authenticates and binds at the endpoints for certificates (RFC 8705 section 5)', async () => {
    const fetch = testFetch(pushedReply(), token())
    const client = clientOf({ ...certified, fetch })
    const url = await client.createAuthorizeUrl(await login())
    expect(url.startsWith(at('authorize'))).toBe(true)
    expect(success(await client.requestClientCredentialsToken()).tokenType).toBe('Bearer')
    expect(fetch.requests.map((request) => request.url)).toEqual([at('mtls/par'), at('mtls/token')])
    for (const { form, headers } of fetch.requests) {
      expect(form.get('client_id')).toBe('app')
      expect(form.has('client_assertion') || headers.has('authorization') || headers.has('dpop')).toBe(false)
    }
  })

  it('refuses a token that shows that it is not bound', async () => {
    const fetch = testFetch(
      token({ access_token: await jwt({}) }),
      token({ access_token: await jwt({ cnf: { 'x5t#S256': 'x' } }) }),
    )
    const client = clientOf({ ...certified, fetch })
    await expect(client.requestClientCredentialsToken()).rejects.toMatchObject({
      code: 'binding_missing',
      claim: 'cnf',
    })
    expect((await client.requestClientCredentialsToken()).isError).toBe(false)
  })

  it("is used only if the server lacks the key's authentication or DPoP", async () => {
    const fetch = testFetch(bound())
    success(await clientOf({ clientCertificate: true, fetch }).requestClientCredentialsToken())
    expect(fetch.requests[0]?.form.has('client_assertion')).toBe(true)
    expect(fetch.requests[0]?.headers.has('dpop')).toBe(true)
  })

  it('is used for both if the server supports neither', async () => {
    const fetch = testFetch(token())
    const changes = {
      token_endpoint_auth_methods_supported: ['tls_client_auth'],
      dpop_signing_alg_values_supported: undefined,
    }
    success(await clientOf({ clientCertificate: true, fetch }, changes).requestClientCredentialsToken())
    expect(fetch.requests[0]?.form.has('client_assertion')).toBe(false)
    expect(fetch.requests[0]?.headers.has('dpop')).toBe(false)
  })
})

it('fapi2: reads, updates and deletes a registration at its own address', async () => {
  const fetch = testFetch(json({ client_id: 'app' }))
  const registered = { address: at('register/app'), registrationAccessToken: 'rat' }
  expect((await clientOf({ fetch }).readClient(registered)).isError).toBe(false)
  const lookalike = clientOf({ fetch: testFetch() }).registerClient({ ...registered, metadata: {} } as never)
  await expect(lookalike).rejects.toThrow(/^address: pass nothing/)
})

describe('fapi2: settings', () => {
  it.each([
    ['profile', { profile: 'fapi3' as never }],
    ['key', { key: undefined }],
    ['dpop', { dpop: undefined }],
    ['key', { clientSecret: 'secret-secret' }],
    ['clientSecret', { key: undefined, clientSecret: 'secret-secret' }],
    ['clientCredentialStyle', { clientCredentialStyle: 'body' as const }],
    ['key', { clientAssertion: { type: 't', value: 'v' } }],
    ['key', { clientAuthentication: () => ({}) }],
    ['dpopProof', { dpopProof: 'p' }],
    ['metadata', { metadata: {} }],
    ['policy.issuer', { policy: { issuer: () => true } }],
    ['allowInsecureHttp', { allowInsecureHttp: true }],
    ['parameters.response_type', { parameters: { response_type: 'token' } }],
    ['key', { key: undefined, clientCertificate: true, signedRequests: true }],
  ])('are refused for their %s: %o', (field, settings) => {
    expect(() => clientOf(settings)).toThrow(TypeError)
    expect(() => clientOf(settings)).toThrow(new RegExp(`^${field}: pass \\S`))
    expect(() => clientOf(settings)).not.toThrow('secret-secret')
  })

  it('are refused for a key with an algorithm outside the profile (section 5.4.1)', () => {
    expect(() => clientOf({ key: rsa })).toThrow(/^alg: pass ES256/)
  })
})
