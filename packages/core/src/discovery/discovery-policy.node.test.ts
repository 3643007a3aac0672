import { expect, test } from 'vitest'
import { createClient } from '../client/client.ts'
import { camelName } from '../internal/members.ts'
import type { Failure } from '../internal/response.ts'
import { json } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'
import { createDiscoveryCache } from './discovery-cache.ts'
import type { DiscoveryPolicy } from './discovery-policy.ts'
import { getDiscoveryDocument } from './get-discovery-document.ts'

const authority = 'https://as.example'

/** What the policy says about a document with these members; undefined if it takes it. */
async function refusal(members: object, policy: DiscoveryPolicy = {}, name = authority): Promise<string | undefined> {
  const document = { issuer: name, jwks_uri: `${new URL(name).origin}/keys`, ...members }
  const response = await getDiscoveryDocument({ authority: name, policy }, { fetch: testFetch(json(document)) })
  if (!response.isError) return undefined
  expect(response).toMatchObject({ code: 'invalid_response', errorType: 'protocol', transient: false } as Failure)
  return response.errorDescription
}

test.each([
  ['https://as.example/', 'a trailing slash'],
  ['https://AS.example', 'upper and lower case'],
  ['https://as.example:443', 'a port'],
  ['https://\u0430s.example', 'look-alike characters'],
  ['https://as.example\u200b', 'look-alike characters'],
  ['https://other.example', 'differs from the authority'],
  ['https://as.example/tenant', 'differs from the authority'],
  ['http://as.example', 'differs from the authority https://as.example by its scheme'],
  ['https://as.example/b?c', 'by its path and its query'],
  ['http://other.example:8080', 'by its scheme and its host and a port'],
  ['urn:as', 'differs from the authority'],
  [['https://as.example'], 'not a string'],
])('refuses the issuer %j with a message of its own', async (issuer, words) => {
  const said = await refusal({ issuer })
  expect(said).toMatch(/^issuer /)
  expect(said).toContain(words)
})

test('accepts an authority that ends in a slash if the issuer does too', async () => {
  expect(await refusal({}, {}, 'https://as.example/')).toBeUndefined()
  expect(await refusal({ issuer: authority }, {}, 'https://as.example/')).toContain('a trailing slash')
})

test('a difference is named, with both values and the fix', async () => {
  const said = await refusal({ issuer: 'https://as.example/' })
  expect(said).toBe(
    'issuer https://as.example/ differs from the authority https://as.example by a trailing slash; if it is the right server, pass its issuer as the authority, character for character',
  )
  expect(await refusal({ issuer: 'https://\u0430s.example\n' })).toContain('https://\\u0430s.example\\u000a')
  expect((await refusal({ issuer: `https://${'a'.repeat(100_000)}` }))?.length).toBeLessThan(500)
})

const entra = 'https://login.example/common/v2.0'
const template = 'https://login.example/{tenantid}/v2.0'

test.each([
  'https://login.example/{tenantid}/v2.0',
  'https://login.example/9188040d-6c67/v2.0',
  'https://login.example/contoso.example/v2.0',
])('PAIN 32: a template accepts the issuer of a multi-tenant server: %s', async (issuer) => {
  expect(await refusal({ issuer }, { issuer: { template } }, entra)).toBeUndefined()
})

test.each([
  'https://login.example//v2.0',
  'https://login.example/a/b/v2.0',
  'https://login.example/../v2.0',
  'https://login.example/t/v2.0/',
  'https://login.example/t/v2.0?x',
  'https://login.example/t/v2x0',
  'https://evil.example/https://login.example/t/v2.0',
  'https://login.example@evil.example/t/v2.0',
  'https://login.example/t\n/v2.0',
  `https://login.example/${'t'.repeat(300)}/v2.0`,
])('PAIN 32: a template accepts no other issuer: %s', async (issuer) => {
  expect(await refusal({ issuer }, { issuer: { template } }, entra)).toBe('issuer is not what policy.issuer allows')
})

test('PAIN 32: a template is not a regular expression', async () => {
  const odd = { issuer: { template: 'https://login.example/(a|b)+{2,3}/$' } }
  expect(await refusal({ issuer: 'https://login.example/(a|b)+{2,3}/$' }, odd, entra)).toBeUndefined()
  expect(await refusal({ issuer: 'https://login.example/aa/' }, odd, entra)).toBeDefined()
})

test('PAIN 32: a predicate accepts only by returning true', async () => {
  const issuer = 'https://login.example/t/v2.0'
  expect(await refusal({ issuer }, { issuer: (name) => name === issuer }, entra)).toBeUndefined()
  expect(await refusal({ issuer }, { issuer: () => false }, entra)).toBeDefined()
  const promise = (async () => false) as unknown as () => boolean
  expect(await refusal({ issuer }, { issuer: promise }, entra)).toBeDefined()
})

test('PAIN 32: leaving the policy out never turns the check off', async () => {
  const policy = { issuer: undefined } as unknown as DiscoveryPolicy
  expect(await refusal({ issuer: 'https://login.example/t/v2.0' }, policy, entra)).toBeDefined()
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '/token',
  '//as.example/token',
  'as.example/token',
  'https://user@as.example/token',
  'https://as.example/token#fragment',
  'ftp://as.example/token',
  7,
  true,
  {},
  ['https://as.example/token'],
])("refuses an endpoint that isn't an absolute https: URL: %j", async (url) => {
  for (const name of ['token_endpoint', 'authorization_endpoint', 'jwks_uri']) {
    expect(await refusal({ [name]: url })).toBe(`${name} is not an absolute https: URL`)
  }
  // one that a server may lack costs only that endpoint
  for (const name of ['check_session_iframe', 'revocation_endpoint', 'registration_endpoint', 'x_own_endpoint']) {
    const document = { issuer: authority, jwks_uri: `${authority}/keys`, [name]: url }
    const response = await getDiscoveryDocument({ authority }, { fetch: testFetch(json(document)) })
    expect(response).toMatchObject({ isError: false, quirks: [`${name}-invalid`] })
    expect(response).not.toHaveProperty(camelName(name))
  }
  expect(await refusal({ mtls_endpoint_aliases: { token_endpoint: url } })).toBe(
    'mtls_endpoint_aliases.token_endpoint is not an absolute https: URL',
  )
})

test.each(['http://as.example/token', 'HTTP://as.example'])(
  'names the option that permits an endpoint at %s',
  async (url) => {
    for (const name of ['token_endpoint', 'jwks_uri', 'check_session_iframe', 'x_own_endpoint']) {
      expect(await refusal({ [name]: url })).toMatch(
        new RegExp(`^${name} is not an absolute https: URL; allowInsecureHttp`),
      )
    }
  },
)

test.each([
  'https://evil.example/token',
  'https://as.example.evil.example/token',
  'https://as.example:8443/token',
  'https://sub.as.example/token',
  'https://as.examplf/token',
])('accepts an endpoint on another host, %s, unless the policy forbids it', async (url) => {
  const policy: DiscoveryPolicy = { endpointHosts: 'authority' }
  for (const name of ['token_endpoint', 'jwks_uri', 'check_session_iframe', 'end_session_endpoint']) {
    expect(await refusal({ [name]: url })).toBeUndefined()
    const said = await refusal({ [name]: url }, policy)
    expect(said).toMatch(new RegExp(`^${name} is on a host`))
    expect(said).toContain(new URL(url).host)
    expect(said).toContain('policy.additionalEndpointBaseAddresses')
  }
  const said = await refusal({ mtls_endpoint_aliases: { token_endpoint: url } }, policy)
  expect(said).toMatch(/^mtls_endpoint_aliases\.token_endpoint is on a host/)
})

test('checks only endpoints', async () => {
  const members = {
    op_policy_uri: 'http://elsewhere.example',
    service_documentation: '/docs',
    registration_endpoint: null,
  }
  expect(await refusal(members)).toBeUndefined()
  expect(await refusal({ mtls_endpoint_aliases: null })).toBeUndefined()
  expect(await refusal({ mtls_endpoint_aliases: 'nonsense' })).toBeUndefined()
})

test('additionalEndpointBaseAddresses allows whole path segments beneath it', async () => {
  const policy = { additionalEndpointBaseAddresses: ['https://api.example/ten'] }
  for (const url of ['https://api.example/ten', 'https://api.example/ten/token', 'https://api.example/ten?x=/y'])
    expect(await refusal({ token_endpoint: url }, policy)).toBeUndefined()
  for (const url of ['https://api.example/tenant/token', 'https://api.example/', 'https://api.example/ten/../token'])
    expect(await refusal({ token_endpoint: url }, policy)).toMatch(/^token_endpoint /)
  const slash = { additionalEndpointBaseAddresses: [new URL('https://api.example/')] }
  expect(await refusal({ token_endpoint: 'https://api.example/any' }, slash)).toBeUndefined()
})

test('endpointValidationExcludeList lets a member be on any host, but not without https', async () => {
  const policy = { endpointValidationExcludeList: ['userinfo_endpoint', 'mtls_endpoint_aliases'] }
  const elsewhere = 'https://graph.example/userinfo'
  expect(await refusal({ userinfo_endpoint: elsewhere }, policy)).toBeUndefined()
  expect(await refusal({ userinfo_endpoint: 'http://graph.example' }, policy)).toContain('userinfo_endpoint')
  expect(await refusal({ token_endpoint: elsewhere }, policy)).toContain('token_endpoint')
  expect(await refusal({ mtls_endpoint_aliases: { token_endpoint: elsewhere } }, policy)).toBeUndefined()
  const one = { endpointValidationExcludeList: ['mtls_endpoint_aliases.token_endpoint'] }
  expect(await refusal({ mtls_endpoint_aliases: { token_endpoint: elsewhere } }, one)).toBeUndefined()
  expect(await refusal({ mtls_endpoint_aliases: { userinfo_endpoint: elsewhere } }, one)).toBeDefined()
  expect(await refusal({ token_endpoint: elsewhere }, one)).toBeDefined()
})

test("a key set is required of OpenID's document, not of OAuth's, unless the policy says otherwise", async () => {
  for (const jwks_uri of [undefined, null, '', ' '])
    expect(await refusal({ jwks_uri })).toMatch(/^jwks_uri is missing; policy.requireKeySet/)
  expect(await refusal({ jwks_uri: undefined }, { requireKeySet: false })).toBeUndefined()
  const address = 'https://as.example/.well-known/oauth-authorization-server'
  const ask = (policy: DiscoveryPolicy) =>
    getDiscoveryDocument({ address, policy }, { fetch: testFetch(json({ issuer: authority })) })
  expect((await ask({})).isError).toBe(false)
  expect(await ask({ requireKeySet: true })).toMatchObject({
    errorDescription: expect.stringContaining('jwks_uri is missing'),
  })
})

test.each<[string, unknown]>([
  ['authority', { authority: new URL(authority) }],
  ['policy', { policy: null }],
  ['policy', { policy: 'authority' }],
  ['policy.endpointHosts', { policy: { endpointHosts: 'Authority' } }],
  ['policy.endpointHosts', { policy: { endpointHosts: '' } }],
  ['policy.endpointHosts', { policy: { endpointHosts: null } }],
  ['policy.issuer.template', { policy: { issuer: 'https://other.example' } }],
  ['policy.issuer.template', { policy: { issuer: {} } }],
])('refuses a mistake in %s, before anything is sent: %j', async (field, settings) => {
  const request = { authority, ...(settings as object) }
  await expect(getDiscoveryDocument(request, { fetch: testFetch() })).rejects.toThrow(`${field}: pass `)
  expect(() => createDiscoveryCache(request)).toThrow(`${field}: pass `)
  expect(() => createClient(request)).toThrow(`${field}: pass `)
})

test.each(['', 'none', null, true])('refuses invalid resourceIndicators: %s', (resourceIndicators) => {
  expect(() => createClient({ authority, resourceIndicators: resourceIndicators as never })).toThrow(
    'resourceIndicators: pass send or omit',
  )
})
