import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../core/src/testing/ask.ts'
import { json, token } from '../../../core/src/testing/replies.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { createClient, createDPoP } from '../index.ts'
import {
  at,
  bound,
  type Changes,
  claimsOf,
  clientOf,
  issuer,
  key,
  login,
  pushedReply,
  redirectUri,
  type Settings,
} from '../testing/profile-client.ts'

const open = { profile: 'oauth2.1', key: undefined, kid: undefined, dpop: undefined } as const

describe('oauth2.1', () => {
  it('makes a URL with the request and PKCE', async () => {
    const url = new URL(await clientOf({ ...open, fetch: testFetch() }).createAuthorizeUrl(await login()))
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ client_id: 'app', response_type: 'code', redirect_uri: redirectUri, code_challenge_method: 'S256' },
    })
  })

  it('pushes the request if the server requires it, without authentication for a public client', async () => {
    const fetch = testFetch(pushedReply())
    const client = clientOf({ ...open, fetch }, { require_pushed_authorization_requests: true })
    const url = new URL(await client.createAuthorizeUrl(await login()))
    expect(url.searchParams.get('request_uri')).toBe('urn:example:1')
    expect(fetch.requests[0]?.form.has('client_assertion')).toBe(false)
  })

  it('signs the request if the server requires it, and reports a missing key', async () => {
    const demanding = { require_signed_request_object: true }
    const client = clientOf({ ...open, key, kid: 'k', fetch: testFetch() }, demanding)
    const { searchParams } = new URL(await client.createAuthorizeUrl(await login()))
    expect([...searchParams.keys()].sort()).toEqual(['client_id', 'request', 'response_type', 'scope'])
    expect(decodeJwt(`${searchParams.get('request')}`)).toMatchObject({ redirect_uri: redirectUri, aud: issuer })
    const keyless = clientOf({ ...open, fetch: testFetch() }, demanding)
    await expect(keyless.createAuthorizeUrl(await login())).rejects.toThrow(/^key: pass \S/)
  })

  it.each([
    ['codeChallenge', { codeChallenge: undefined }],
    ['codeChallengeMethod', { codeChallengeMethod: 'plain' }],
    ['responseType', { responseType: 'token' }],
    ['redirectUri', { redirectUri: 'http://app.example/' }],
    ['parameters.code_challenge', { parameters: { code_challenge: 'c' } }],
  ])('refuses a request with another %s: %o', async (field, members) => {
    const client = clientOf({ ...open, fetch: testFetch() })
    await expect(client.createAuthorizeUrl(await login(members))).rejects.toThrow(new RegExp(`^${field}: pass \\S`))
  })

  it('has no password grant, and requires the verifier of a code', async () => {
    const client = clientOf({ ...open, fetch: testFetch() })
    await expect(client.requestPasswordToken({ username: 'ada', password: 'p' })).rejects.toThrow(/^grantType: pass \S/)
    await expect(client.requestAuthorizationCodeToken({ code: 'c', redirectUri })).rejects.toThrow(
      /^codeVerifier: pass \S/,
    )
  })

  it('accepts a secret of a confidential client', async () => {
    const fetch = testFetch(token())
    success(await clientOf({ ...open, clientSecret: 'secret', fetch }).requestClientCredentialsToken())
    expect(fetch.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
  })

  it('requires iss in a callback if the server promises it', async () => {
    const client = clientOf({ ...open, fetch: testFetch() })
    expect(failure(await client.parseAuthorizeResponse('?code=c&state=s', { state: 's' })).code).toBe('issuer_mismatch')
    const silent = { authorization_response_iss_parameter_supported: undefined }
    const other = clientOf({ ...open, fetch: testFetch() }, silent)
    expect((await other.parseAuthorizeResponse('?code=c&state=s', { state: 's' })).isError).toBe(false)
  })

  it.each([
    ['token_endpoint', { token_endpoint: undefined }, {}],
    ['code_challenge_methods_supported', { code_challenge_methods_supported: undefined }, {}],
    ['response_types_supported', { response_types_supported: ['token'] }, {}],
    [
      'pushed_authorization_request_endpoint',
      { require_pushed_authorization_requests: true, pushed_authorization_request_endpoint: undefined },
      {},
    ],
    [
      'token_endpoint_auth_methods_supported',
      { token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      { key },
    ],
    [
      'token_endpoint_auth_methods_supported',
      { token_endpoint_auth_methods_supported: undefined },
      { key, clientCertificate: true },
    ],
    ['dpop_signing_alg_values_supported', { dpop_signing_alg_values_supported: undefined }, { dpop: createDPoP() }],
    [
      'request_object_signing_alg_values_supported',
      { request_object_signing_alg_values_supported: ['RS256'] },
      { key, signedRequests: true },
    ],
    [
      'authorization_signing_alg_values_supported',
      { authorization_signing_alg_values_supported: undefined },
      { signedResponses: true },
    ],
  ])('refuses a server for its %s', async (member, changes: Changes, settings: Settings) => {
    const client = clientOf({ ...open, fetch: testFetch(), ...settings }, changes)
    await expect(client.requestClientCredentialsToken()).rejects.toMatchObject({
      code: 'profile_unsupported',
      lacks: [{ member, section: expect.stringMatching(/^OAuth 2\.1 section /) }],
    })
  })
})

it('oauth2.1: a call may have its own address, authentication and proof', async () => {
  const fetch = testFetch(bound())
  const own = { address: at('elsewhere'), clientSecret: 'secret', dpop: createDPoP() }
  success(await clientOf({ ...open, fetch }).requestClientCredentialsToken(own))
  expect(fetch.requests[0]?.url).toBe(at('elsewhere'))
})

it("oauth2.1: accepts bearer tokens if binding isn't configured", async () => {
  const unbound = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'ES256' }).sign(key)
  const code = { code: 'c', redirectUri, codeVerifier: 'v'.repeat(43) }
  const plain = clientOf({ ...open, fetch: testFetch(token({ access_token: unbound })) })
  expect(success(await plain.requestAuthorizationCodeToken(code)).accessToken).toBe(unbound)
  const lax = clientOf({ ...open, fetch: testFetch(token()), dpop: createDPoP({ allowBearer: true }) })
  expect(success(await lax.requestAuthorizationCodeToken(code)).tokenType).toBe('Bearer')
})

it("oauth2.1: doesn't check login features of a server without logins", async () => {
  const none = { authorization_endpoint: undefined, code_challenge_methods_supported: undefined }
  const client = clientOf({ ...open, clientSecret: 'secret', fetch: testFetch(token()) }, none)
  expect((await client.requestClientCredentialsToken()).isError).toBe(false)
})

it("oauth2.1: uses a certificate only for binding if the server doesn't authenticate with it", async () => {
  const methods = { token_endpoint_auth_methods_supported: ['none'] }
  const fetch = testFetch(token())
  const client = clientOf({ ...open, clientCertificate: true, fetch }, methods)
  expect((await client.requestRefreshToken({ refreshToken: 'rt' })).isError).toBe(false)
  expect(fetch.requests[0]?.url).toBe(at('mtls/token'))
})

describe("oauth2.1: a public client's refresh token (section 4.3.1)", () => {
  const refresh = { refreshToken: 'rt1' }

  it.each([{}, { refresh_token: 'rt1' }])('is refused if it is neither rotated nor bound: %o', async (members) => {
    const client = clientOf({ ...open, fetch: testFetch(token(members)) })
    await expect(client.requestRefreshToken(refresh)).rejects.toMatchObject({
      code: 'profile_unsupported',
      lacks: [{ member: 'refresh_token', needs: expect.stringContaining('dpop'), section: 'OAuth 2.1 section 4.3.1' }],
    })
  })

  it.each([
    ['changes', { fetch: () => token({ refresh_token: 'rt2' }) }],
    ['is bound by DPoP', { fetch: () => bound(), dpop: createDPoP() }],
    ['is bound to a certificate', { fetch: () => token(), clientCertificate: true }],
    ["is a confidential client's", { fetch: () => token(), clientSecret: 'secret' }],
    ["is a confidential client's with a key", { fetch: () => token(), key }],
  ])('is accepted if it %s', async (_, { fetch, ...settings }) => {
    const client = clientOf({ ...open, ...settings, fetch: testFetch(fetch) })
    expect((await client.requestRefreshToken(refresh)).isError).toBe(false)
  })

  it("isn't checked if the refresh failed", async () => {
    const client = clientOf({ ...open, fetch: testFetch(json({ error: 'invalid_grant' }, 400)) })
    expect(failure(await client.requestRefreshToken(refresh)).error).toBe('invalid_grant')
  })
})

describe('no profile', () => {
  const plain = { ...open, profile: undefined }

  it('does the same as core, and signs with the key', async () => {
    const fetch = testFetch(token(), token())
    const parameters = { grant_type_hint: 'x', request_uri: 'urn:x' }
    const client = clientOf({ ...plain, key, fetch, parameters }, { dpop_signing_alg_values_supported: undefined })
    success(await client.requestClientCredentialsToken())
    success(await client.requestPasswordToken({ username: 'ada', password: 'p' }))
    expect(claimsOf(fetch)).toMatchObject({ iss: 'app', aud: issuer })
    const url = new URL(await client.createAuthorizeUrl({ redirectUri }))
    expect(url.searchParams.has('code_challenge')).toBe(false)
  })

  it('uses the given metadata, and requires its issuer only for an assertion', async () => {
    const fetch = testFetch(token())
    const settings = { clientId: 'app', fetch, metadata: { tokenEndpoint: at('token') } }
    expect((await createClient(settings).requestClientCredentialsToken()).isError).toBe(false)
    const signing = createClient({ ...settings, key })
    await expect(signing.requestClientCredentialsToken()).rejects.toThrow(/^metadata\.issuer: pass \S/)
  })

  it('refuses the same mistakes as core, at once', () => {
    expect(() => createClient({ clientId: 'app' })).toThrow(/^authority: pass \S/)
  })

  it('never writes to its input', async () => {
    const settings = Object.freeze({ clientId: 'app', metadata: Object.freeze({ tokenEndpoint: at('token') }) })
    const client = createClient({ ...settings, fetch: testFetch(token()) })
    expect((await client.requestClientCredentialsToken(Object.freeze({ scope: 'a' }))).isError).toBe(false)
  })
})
