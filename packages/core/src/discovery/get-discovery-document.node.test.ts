import { expect, test } from 'vitest'
import { failure } from '../testing/ask.ts'
import { json, opaqueRedirect, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'
import { getDiscoveryDocument } from './get-discovery-document.ts'

const authority = 'https://as.example/tenant'
const document = {
  issuer: authority,
  token_endpoint: `${authority}/token`,
  jwks_uri: `${authority}/keys`,
  mtls_endpoint_aliases: { token_endpoint: `${authority}/mtls/token` },
  authorization_response_iss_parameter_supported: true,
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  dpop_signing_alg_values_supported: ['ES256'],
  check_session_iframe: null,
  'x-own': { snake_case: 1 },
}
const notFound = () => text('<p>not here</p>', 404)
const seen = (fetch: ReturnType<typeof testFetch>) => fetch.requests.map(({ url }) => url)

test('returns the members in camelCase, and the whole document as json', async () => {
  const fetch = testFetch(json(document))
  const server = await getDiscoveryDocument({ authority }, { fetch })
  if (server.isError) throw new Error(server.error)
  expect(server.tokenEndpoint).toBe(`${authority}/token`)
  expect(server.mtlsEndpointAliases?.tokenEndpoint).toBe(`${authority}/mtls/token`)
  expect(server.authorizationResponseIssParameterSupported).toBe(true)
  expect(server.tokenEndpointAuthMethodsSupported).toEqual(['private_key_jwt'])
  expect(server.dpopSigningAlgValuesSupported).toEqual(['ES256'])
  expect(server.json).toEqual(document)
  expect(seen(fetch)).toEqual([`${authority}/.well-known/openid-configuration`])
})

test('PAIN 26: causes no preflight, and says that a network failure may be CORS', async () => {
  const fetch = testFetch(new TypeError('Failed to fetch'))
  const response = failure(await getDiscoveryDocument({ authority }, { fetch }))
  expect(response).toMatchObject({ code: 'network', errorDescription: expect.stringContaining('CORS') })
  const [seen] = fetch.requests
  expect(seen?.init.method).toBe('GET')
  expect(seen?.init).not.toHaveProperty('body')
  expect([...(seen?.headers.keys() ?? [])]).toEqual(['accept'])
})

test.each([
  ['a 404', notFound],
  ['a 401 with JSON', () => json({ error: 'unauthorized' }, 401)],
  ['a 400', () => text('', 400)],
  ['HTML with 200', () => text('<html>', 200, { 'content-type': 'text/html' })],
  ['an empty 200', () => text('')],
  ['an array', () => json([document])],
  ['null', () => json(null)],
  ['an object without an issuer', () => json({})],
  ['an object whose issuer is null', () => json({ issuer: null, jwks_uri: 'x' })],
  ['an object whose issuer is blank', () => json({ issuer: ' ' })],
  ['a redirect', () => text('', 302, { location: '/login' })],
  ['a redirect in a browser', opaqueRedirect],
])('PAIN 27: tries the next address after %s', async (_, reply) => {
  const fetch = testFetch(reply(), reply(), json(document))
  expect((await getDiscoveryDocument({ authority }, { fetch })).isError).toBe(false)
  expect(seen(fetch)).toEqual([
    'https://as.example/tenant/.well-known/openid-configuration',
    'https://as.example/.well-known/oauth-authorization-server/tenant',
    'https://as.example/.well-known/openid-configuration/tenant',
  ])
})

test.each([
  ['a 500', text('', 500), 'http_error'],
  ['a 503 with HTML', text('<html>', 503), 'http_error'],
  ['a network failure', new TypeError('Failed to fetch'), 'network'],
  ['a document that the policy refuses', json({ ...document, issuer: 'https://other.example' }), 'invalid_response'],
  ['an issuer that is no text', json({ issuer: [authority] }), 'invalid_response'],
  ['a 429', text('', 429), 'http_error'],
  ['a 408', text('', 408), 'http_error'],
])('PAIN 27: %s is final', async (_, reply, code) => {
  expect(failure(await getDiscoveryDocument({ authority }, { fetch: testFetch(reply) })).code).toBe(code)
})

test('PAIN 27: if all addresses fail, returns the first failure with the addresses', async () => {
  const fetch = testFetch(text('', 403), notFound(), notFound())
  const response = failure(await getDiscoveryDocument({ authority }, { fetch }))
  expect(response).toMatchObject({ code: 'http_error', httpStatus: 403 })
  for (const url of seen(fetch)) expect(response.errorDescription).toContain(url)
})

test.each(['https://as.example', 'https://as.example/'])(
  'an authority without a path has two addresses: %s',
  async (issuer) => {
    const fetch = testFetch(notFound(), json({ issuer }))
    expect(await getDiscoveryDocument({ authority: issuer }, { fetch })).toMatchObject({ isError: false, issuer })
    expect(seen(fetch)).toEqual([
      'https://as.example/.well-known/openid-configuration',
      'https://as.example/.well-known/oauth-authorization-server',
    ])
  },
)

test('the slash at the end of an authority is not doubled', async () => {
  const fetch = testFetch(notFound(), json({ issuer: 'https://as.example/t/' }))
  await getDiscoveryDocument({ authority: 'https://as.example/t/' }, { fetch })
  expect(seen(fetch)).toEqual([
    'https://as.example/t/.well-known/openid-configuration',
    'https://as.example/.well-known/oauth-authorization-server/t',
  ])
})

test.each([
  ['https://as.example/tenant/.well-known/openid-configuration'],
  ['https://as.example/.well-known/oauth-authorization-server/tenant'],
  [new URL('https://as.example/.well-known/openid-configuration/tenant')],
  ['https://as.example/tenant/.well-known/openid-configuration/'],
  ['https://as.example/tenant/.well-known/openid-configuration?client_id=app'],
])('an address implies its authority, and is the only one tried: %s', async (address) => {
  const fetch = testFetch(json(document))
  expect((await getDiscoveryDocument({ address }, { fetch })).isError).toBe(false)
  expect(seen(fetch)).toEqual([`${address}`])
  const other = testFetch(json({ ...document, issuer: 'https://as.example' }))
  expect(failure(await getDiscoveryDocument({ address }, { fetch: other })).errorDescription).toMatch(/^issuer /)
})

test('an address may be anywhere if the authority is given', async () => {
  const fetch = testFetch(json(document))
  const request = { address: 'https://cdn.example/metadata.json', authority }
  expect((await getDiscoveryDocument(request, { fetch })).isError).toBe(false)
})

test('a document larger than maxBodyBytes is not read: 5 MB by default', async () => {
  const fetch = testFetch(json({ ...document, padding: 'x'.repeat(5_000_000) }))
  expect(failure(await getDiscoveryDocument({ authority }, { fetch })).code).toBe('body_too_large')
})

test('no member of a document replaces one of ours', async () => {
  const hostile = `{"issuer":"${authority}","jwks_uri":"${authority}/k","is_error":true,"error_type":"x","raw":1,"json":2,
    "headers":3,"http_status":4,"quirks":5,"__proto__":{"token_endpoint":"https://evil.example"},"constructor":6}`
  const fetch = testFetch(text(hostile, 200, { 'content-type': 'application/json' }))
  const server = await getDiscoveryDocument({ authority }, { fetch })
  expect(server).toMatchObject({ isError: false, errorType: 'none', raw: hostile, httpStatus: 200, quirks: [] })
  expect(server).not.toHaveProperty('tokenEndpoint')
  expect(Object.getPrototypeOf(server)).toBe(Object.prototype)
})

test('headers are sent along', async () => {
  const fetch = testFetch(json(document))
  await getDiscoveryDocument({ authority, headers: { 'MCP-Protocol-Version': '2026-01-01' } }, { fetch })
  expect(fetch.requests[0]?.headers.get('mcp-protocol-version')).toBe('2026-01-01')
})

test.each([
  [{}, 'authority'],
  [{ authority: '' }, 'authority'],
  [{ authority: 'as.example' }, 'authority'],
  [{ authority: 'http://as.example' }, 'authority'],
  [{ authority: 'https://user:pass@as.example' }, 'authority'],
  [{ authority: 'https://as.example/#x' }, 'authority'],
  [{ address: 'http://as.example/.well-known/openid-configuration' }, 'authority'],
  [{ authority, address: 'http://as.example/.well-known/openid-configuration' }, 'address'],
  [{ authority, policy: { additionalEndpointBaseAddresses: ['nowhere'] } }, 'additionalEndpointBaseAddresses'],
])('rejects a mistake before anything is sent: %j', async (request, field) => {
  const asked = getDiscoveryDocument(request, { fetch: testFetch() })
  await expect(asked).rejects.toThrow(TypeError)
  await expect(asked).rejects.toThrow(field)
})

test('http: is allowed for loopback hosts, and for all with allowInsecureHttp', async () => {
  const local = 'http://127.0.0.1:8080'
  const here = { issuer: local, jwks_uri: `${local}/keys` }
  expect((await getDiscoveryDocument({ authority: local }, { fetch: testFetch(json(here)) })).isError).toBe(false)
  const plain = { issuer: 'http://as.example', jwks_uri: 'http://as.example/keys' }
  const options = { fetch: testFetch(json(plain)), allowInsecureHttp: true }
  expect((await getDiscoveryDocument({ authority: plain.issuer }, options)).isError).toBe(false)
})

test('rejects with the reason of the signal', async () => {
  const controller = new AbortController()
  const fetch = testFetch(() => new Promise(() => {}))
  const asked = getDiscoveryDocument({ authority }, { fetch, signal: controller.signal })
  controller.abort('enough')
  await expect(asked).rejects.toBe('enough')
})
