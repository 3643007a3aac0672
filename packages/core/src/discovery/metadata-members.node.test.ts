import { expect, test } from 'vitest'
import { getDiscoveryDocument, getProtectedResourceMetadata } from '../index.ts'
import { success } from '../testing/ask.ts'
import { json } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const authority = 'https://as.example'
const resource = 'https://api.example'

/** The two kinds of metadata, with these members. */
const documents: Record<string, (members: object) => Promise<{ quirks: string[] } & Record<string, unknown>>> = {
  server: async (members) => {
    const fetch = testFetch(json({ issuer: authority, jwks_uri: `${authority}/keys`, ...members }))
    return success(await getDiscoveryDocument({ authority }, { fetch })) as never
  },
  resource: async (members) => {
    const fetch = testFetch(json({ resource, ...members }))
    return success(await getProtectedResourceMetadata({ resource }, { fetch })) as never
  },
}

const read = (kind: string, members: object) => (documents[kind] as (typeof documents)[string])(members)

test.each([
  ['server', 'scopes_supported', 'scopesSupported'],
  ['server', 'authorization_signing_alg_values_supported', 'authorizationSigningAlgValuesSupported'],
  ['server', 'claims_supported', 'claimsSupported'],
  ['server', 'protected_resources', 'protectedResources'],
  ['resource', 'scopes_supported', 'scopesSupported'],
  ['resource', 'bearer_methods_supported', 'bearerMethodsSupported'],
])('a list of a %s is a list of strings, or absent: %s', async (kind, name, member) => {
  for (const [value, expected, quirks] of [
    [['a', 'b'], ['a', 'b'], []],
    [[], [], []],
    ['a b', ['a', 'b'], [`${name}-string`]],
    [['a', 7, null], ['a'], [`${name}-invalid`]],
    [null, undefined, []],
    ['', undefined, []],
    [7, undefined, [`${name}-invalid`]],
    [{}, undefined, [`${name}-invalid`]],
  ] as const) {
    const document = await read(kind, { [name]: value })
    expect(document[member]).toEqual(expected)
    expect(document.quirks).toEqual(quirks)
  }
})

test.each([
  ['server', 'authorization_response_iss_parameter_supported', 'authorizationResponseIssParameterSupported'],
  ['server', 'require_pushed_authorization_requests', 'requirePushedAuthorizationRequests'],
  ['server', 'tls_client_certificate_bound_access_tokens', 'tlsClientCertificateBoundAccessTokens'],
  ['server', 'backchannel_logout_session_supported', 'backchannelLogoutSessionSupported'],
  ['server', 'request_uri_parameter_supported', 'requestUriParameterSupported'],
  ['resource', 'dpop_bound_access_tokens_required', 'dpopBoundAccessTokensRequired'],
])('a boolean of a %s may be a boolean or a string, or is absent: %s', async (kind, name, member) => {
  for (const value of [true, false]) expect((await read(kind, { [name]: value }))[member]).toBe(value)
  for (const value of [null, '']) expect(await read(kind, { [name]: value })).not.toHaveProperty(member)
  for (const [value, expected] of [
    ['true', true],
    ['false', false],
    [' True ', true],
    ['FALSE', false],
  ] as const) {
    const document = await read(kind, { [name]: value })
    expect(document[member]).toBe(expected)
    expect(document.quirks).toEqual([`${name}-string`])
  }
  for (const value of [1, 0, [], ['true'], {}, 'yes', 'truest', 'true false', 'constructor']) {
    const document = await read(kind, { [name]: value })
    expect(document).not.toHaveProperty(member)
    expect(document.quirks).toEqual([`${name}-invalid`])
  }
})

test.each([
  ['server', 'token_endpoint', 'tokenEndpoint'],
  ['server', 'registration_endpoint', 'registrationEndpoint'],
  ['server', 'check_session_iframe', 'checkSessionIframe'],
  ['server', 'service_documentation', 'serviceDocumentation'],
  ['server', 'op_policy_uri', 'opPolicyUri'],
  ['resource', 'jwks_uri', 'jwksUri'],
  ['resource', 'resource_documentation', 'resourceDocumentation'],
])('an optional address of a %s is absent if it is empty: %s', async (kind, name, member) => {
  for (const value of [null, '', '  ']) {
    const document = await read(kind, { [name]: value })
    expect(document).not.toHaveProperty(member)
    expect(document.quirks).toEqual([])
  }
  const url = 'https://as.example/x'
  expect((await read(kind, { [name]: url }))[member]).toBe(url)
})

test('unregistered members are unchanged', async () => {
  const own = { x_list: null, x_own: { a: 1 } }
  expect(await read('server', own)).toMatchObject({ xList: null, xOwn: { a: 1 }, quirks: [] })
})
