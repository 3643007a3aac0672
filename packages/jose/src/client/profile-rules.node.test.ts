import { describe, expect, it } from 'vitest'
import { success } from '../../../core/src/testing/ask.ts'
import { json, token } from '../../../core/src/testing/replies.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { createClient, JoseError } from '../index.ts'
import { mistakeOf } from '../testing/mistake.ts'
import { at, bound, clientOf, document, issuer, login, pushedReply, redirectUri } from '../testing/profile-client.ts'

const profiles = ['fapi2', 'oauth2.1'] as const
const bare = { key: undefined, kid: undefined, dpop: undefined }

describe.each(profiles)('%s', (profile) => {
  const methods = ['createAuthorizeUrl', 'pushAuthorization'] as const

  it.each(['query', 'form_post', 'jwt', 'query.jwt', 'form_post.jwt'])(
    'has the response mode %s',
    async (responseMode) => {
      const fetch = testFetch(pushedReply())
      success(await clientOf({ profile, fetch }).pushAuthorization(await login({ responseMode })))
      expect(fetch.requests[0]?.form.get('response_mode')).toBe(responseMode)
    },
  )

  it.each([
    'fragment',
    'fragment.jwt',
    'token',
    'web_message',
    'okta_post_message',
    'Query',
    'query ',
    '',
    null,
    ['query'],
  ])('has no response mode %j', async (responseMode) => {
    const client = clientOf({ profile, fetch: testFetch() })
    for (const method of methods) {
      const request = await login({ responseMode })
      expect(await mistakeOf(() => client[method](request))).toMatch(/^responseMode: pass one that keeps the code/)
    }
  })

  const decided = [
    ...['client_secret', 'client_assertion', 'client_assertion_type', 'response_type', 'response_mode'],
    ...[
      'code_challenge',
      'code_challenge_method',
      'code_verifier',
      'redirect_uri',
      'request',
      'request_uri',
      'grant_type',
    ],
  ]
  it.each(decided)('sets the parameter %s itself, in any spelling', async (name) => {
    const client = clientOf({ profile, fetch: testFetch() })
    const message = `parameters.${name}: pass nothing: ${profile} decides it`
    for (const parameters of [
      { [name]: 'x' },
      [[name, 'x']],
      new URLSearchParams({ [name]: 'x' }),
      new Map([[name, 'x']]),
    ]) {
      for (const method of methods) {
        const request = await login({ parameters })
        expect(await mistakeOf(() => client[method](request))).toBe(message)
      }
      expect(await mistakeOf(() => client.requestClientCredentialsToken({ parameters } as never))).toBe(message)
      expect(await mistakeOf(() => clientOf({ profile, parameters: parameters as never }))).toBe(message)
    }
  })

  it('uses the issuer of the metadata, whatever the caller passes', async () => {
    const client = clientOf({ profile, fetch: testFetch() })
    const promise = 'authorizationResponseIssParameterSupported'
    for (const over of [
      {},
      { issuer: undefined, [promise]: undefined },
      ...(profile === 'fapi2' ? [{ issuer: 'https://evil.example' }] : []),
      { [promise]: false },
    ]) {
      const read = (iss: string) =>
        client.parseAuthorizeResponse(`${redirectUri}?code=c&state=s${iss}`, { state: 's', ...over })
      expect(await read(`&iss=${issuer}`)).toMatchObject({ isError: false, code: 'c' })
      for (const iss of ['', '&iss=https://evil.example']) {
        expect(await read(iss)).toMatchObject({ isError: true, error: 'invalid_response' })
      }
    }
  })
})

describe('metadata is untrusted data', () => {
  const hostile = [null, '', ' ', 'none', 5, true, {}, [], [null], [{}], [[]], { length: 1 }]
  const members = Object.keys(document).filter((name) => !/^(issuer|token_endpoint|mtls)/.test(name))

  it.each([...members, 'grant_types_supported', 'require_signed_request_object'])(
    '%s of any type ends in a request or in a JoseError, never in an error of the engine',
    async (member) => {
      for (const value of hostile) {
        for (const profile of [undefined, ...profiles]) {
          const metadata = { ...document, [member]: value }
          const fetch = async (url: string) => (url.endsWith('token') ? bound() : json(metadata))
          const settings = { clientId: 'app', authority: issuer, fetch, ...(profile && { profile }) }
          const client = clientOf({ ...settings, signedResponses: true, seed: undefined })
          const outcome = await client.requestClientCredentialsToken().catch((error: unknown) => error)
          if (outcome instanceof Error) {
            expect(outcome).toBeInstanceOf(JoseError)
            expect(outcome).toMatchObject({ code: 'profile_unsupported' })
          } else expect(outcome).toHaveProperty('isError')
        }
      }
    },
  )

  it('treats null and a wrong type as absent', async () => {
    for (const value of [undefined, null, 'RS256', 5, [5]]) {
      const changes = { authorization_signing_alg_values_supported: value }
      const fetch = testFetch(token())
      const client = clientOf({ ...bare, profile: undefined, signedResponses: true, fetch }, changes)
      expect(success(await client.requestClientCredentialsToken()).accessToken).toBeTruthy()
    }
  })
})

describe('metadata of the caller', () => {
  it('overrides the discovered metadata', async () => {
    const fetch = testFetch(json(document), token())
    const metadata = { tokenEndpoint: at('own-token'), revocationEndpoint: undefined } as object
    const client = createClient({ authority: issuer, clientId: 'app', metadata, fetch })
    success(await client.requestClientCredentialsToken())
    expect(fetch.requests.map(({ url }) => url)).toEqual([
      `${issuer}/.well-known/openid-configuration`,
      at('own-token'),
    ])
  })

  it('or an authority or a cache is required, and only one of the latter two', async () => {
    const discovery = { get: async () => ({}) as never, refresh: async () => ({}) as never }
    expect(await mistakeOf(() => createClient({ clientId: 'app' }))).toMatch(/^authority: pass /)
    expect(await mistakeOf(() => createClient({ authority: issuer, discovery }))).toBe(
      'discovery: pass it or authority',
    )
    for (const nothing of [undefined, null, 'x']) {
      expect(await mistakeOf(() => createClient(nothing as never))).toBe('settings: pass an object')
    }
  })
})

it('a request may have no state with a profile, because it has PKCE', async () => {
  const client = clientOf({ ...bare, profile: 'oauth2.1', fetch: testFetch() })
  const url = new URL(await client.createAuthorizeUrl(await login({ state: undefined })))
  expect([url.searchParams.has('state'), url.searchParams.has('code_challenge')]).toEqual([false, true])
  const other = clientOf({ ...bare, profile: undefined, fetch: testFetch() })
  expect(await mistakeOf(async () => other.createAuthorizeUrl(await login({ state: undefined })))).toMatch(
    /^state: pass /,
  )
})

it('metadata requests have no client authentication', async () => {
  const fetch = testFetch(json(document), token())
  const headers = { authorization: 'Basic c2VjcmV0', 'x-tenant': 'a' }
  success(await createClient({ authority: issuer, clientId: 'app', headers, fetch }).requestClientCredentialsToken())
  expect(fetch.requests.map(({ headers }) => [headers.get('authorization'), headers.get('x-tenant')])).toEqual([
    [null, 'a'],
    ['Basic c2VjcmV0', 'a'],
  ])
})

it('undefined in a call never removes a bound member', async () => {
  const fetch = testFetch(bound())
  const client = clientOf({ fetch })
  const nothing = { clientId: undefined, resource: undefined, parameters: undefined, headers: undefined }
  success(await client.requestClientCredentialsToken(nothing as never))
  expect(fetch.requests[0]?.form.get('client_id')).toBe('app')
  expect(fetch.requests[0]?.form.get('client_assertion')).toBeTruthy()
  expect(fetch.requests[0]?.headers.get('dpop')).toBeTruthy()
})
