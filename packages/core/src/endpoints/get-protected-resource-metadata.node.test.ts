import { expect, test } from 'vitest'
import { getProtectedResourceMetadata } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const resource = 'https://api.example/mcp'

test.each([
  ['https://api.example', 'https://api.example/.well-known/oauth-protected-resource'],
  ['https://api.example/', 'https://api.example/.well-known/oauth-protected-resource'],
  ['https://api.example/mcp', 'https://api.example/.well-known/oauth-protected-resource/mcp'],
  ['https://api.example/mcp/', 'https://api.example/.well-known/oauth-protected-resource/mcp/'],
  ['https://api.example:8443/a/b', 'https://api.example:8443/.well-known/oauth-protected-resource/a/b'],
  ['https://api.example/a?b=c/d', 'https://api.example/.well-known/oauth-protected-resource/a?b=c/d'],
  ['https://api.example?b=c', 'https://api.example/.well-known/oauth-protected-resource?b=c'],
  ['http://localhost:3000/mcp', 'http://localhost:3000/.well-known/oauth-protected-resource/mcp'],
])('PAIN 33: looks for the metadata of %s at %s, and compares the resource verbatim', async (resource, address) => {
  const fetch = testFetch(json({ resource }))
  expect(success(await getProtectedResourceMetadata({ resource }, { fetch })).resource).toBe(resource)
  expect(fetch.requests[0]?.url).toBe(address)
})

test('returns the members in camelCase, and the document unchanged', async () => {
  const document = {
    resource,
    authorization_servers: ['https://as.example', 'https://as2.example'],
    scopes_supported: ['a'],
    bearer_methods_supported: ['header'],
    resource_name: 'API',
    'resource_name#fr': 'API',
    jwks_uri: 'https://api.example/keys',
    dpop_bound_access_tokens_required: true,
  }
  const fetch = testFetch(json(document))
  const response = success(await getProtectedResourceMetadata({ resource, headers: { 'x-a': 'b' } }, { fetch }))
  expect(response).toMatchObject({
    resource,
    authorizationServers: document.authorization_servers,
    scopesSupported: ['a'],
    bearerMethodsSupported: ['header'],
    resourceName: 'API',
    jwksUri: 'https://api.example/keys',
    dpopBoundAccessTokensRequired: true,
    quirks: [],
  })
  expect(response.json).toEqual(document)
  const [seen] = fetch.requests
  expect(seen?.init.method).toBe('GET')
  expect(seen?.init.headers).toEqual({ accept: 'application/json', 'x-a': 'b' })
})

test('PAIN 26: causes no preflight', async () => {
  const fetch = testFetch(json({ resource }))
  await getProtectedResourceMetadata({ resource }, { fetch })
  expect(fetch.requests[0]?.init.headers).toEqual({ accept: 'application/json' })
})

test('uses the address of a challenge, and expects the same resource', async () => {
  const address = 'https://api.example/meta'
  const fetch = testFetch(json({ resource }), json({ resource: 'https://evil.example' }))
  expect(success(await getProtectedResourceMetadata({ resource, address }, { fetch })).resource).toBe(resource)
  expect(failure(await getProtectedResourceMetadata({ resource, address }, { fetch })).code).toBe('invalid_response')
  expect(fetch.requests.map(({ url }) => url)).toEqual([address, address])
})

test.each([
  ['https://api.example/mcp/'],
  ['https://api.example/MCP'],
  ['https://API.example/mcp'],
  ['https://api.example:443/mcp'],
  ['http://api.example/mcp'],
  ['https://api.example/mcp?'],
  ['https://аpi.example/mcp'],
  [' https://api.example/mcp'],
  ['https://api.example'],
  ['https://api.example/mcp?code=1'],
  ['urn:api'],
])('PAIN 33: a resource of %j is refused as another one', async (other) => {
  const fetch = testFetch(json({ resource: other, authorization_servers: ['https://evil.example'] }))
  const response = failure(await getProtectedResourceMetadata({ resource }, { fetch }))
  expect(response.code).toBe('invalid_response')
  expect(response.errorDescription).toMatch(
    /^resource .+ differs from the one asked for https:\/\/api\.example\/mcp by \w/,
  )
  expect(JSON.stringify(response)).not.toContain('evil')
})

test.each([
  [undefined, 'missing'],
  [null, 'missing'],
  ['', 'missing'],
  [[resource], 'not a string'],
  [7, 'not a string'],
])('a resource of %j is invalid', async (other, why) => {
  const fetch = testFetch(json({ resource: other }))
  const response = failure(await getProtectedResourceMetadata({ resource }, { fetch }))
  expect(response).toMatchObject({ code: 'invalid_response', errorDescription: `resource is ${why}` })
})

test.each([
  ['https://as.example', ['https://as.example']],
  [undefined, []],
  [null, []],
  [7, []],
  [{ 0: 'https://as.example' }, []],
  [['https://as.example', 7, null, ['https://evil.example']], ['https://as.example']],
])('authorization servers of %j are a list of strings', async (given, list) => {
  const fetch = testFetch(json({ resource, authorization_servers: given }))
  const response = success(await getProtectedResourceMetadata({ resource }, { fetch }))
  expect(response.authorizationServers).toEqual(list)
})

test('no member replaces one of ours', async () => {
  const document = `{"resource":"${resource}","is_error":true,"isError":true,"error_type":"x","http_status":1,"raw":"x",
    "quirks":1,"headers":1,"json":1,"__proto__":{"polluted":1},"constructor":{"polluted":1}}`
  const fetch = testFetch(text(document, 200, { 'content-type': 'application/json' }))
  const response = success(await getProtectedResourceMetadata({ resource }, { fetch }))
  expect(response).toMatchObject({ isError: false, errorType: 'none', httpStatus: 200, raw: document, quirks: [] })
  expect((response as object as { polluted?: unknown }).polluted).toBeUndefined()
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test.each([
  ['a page', text('<html>'), 'invalid_response'],
  ['nothing there', text('', 404), 'http_error'],
  ['a redirect', text('', 301, { location: 'https://evil.example' }), 'redirect'],
])('%s is a failure', async (_, reply, code) => {
  expect(failure(await getProtectedResourceMetadata({ resource }, { fetch: testFetch(reply) })).code).toBe(code)
})

test('a document of 5 MB is not read', async () => {
  const fetch = testFetch(json({ resource, padding: 'x'.repeat(5_000_000) }))
  expect(failure(await getProtectedResourceMetadata({ resource }, { fetch })).code).toBe('body_too_large')
})

test.each([
  [/^resource: /, { resource: undefined }],
  [/^resource: /, { resource: '' }],
  [/^resource: /, { resource: '/mcp' }],
  [/^resource: /, { resource: 'http://api.example/mcp' }],
  [/^resource: /, { resource: 'javascript:alert(1)' }],
  [/^resource: /, { resource: 'https://api.example/#fragment' }],
  [/^address: /, { resource, address: 'http://api.example' }],
  [/^address: /, { resource, address: '/meta' }],
])('refuses before anything is sent: %s in %j', async (message, request) => {
  const asking = getProtectedResourceMetadata(request as never, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(message)
  await expect(asking).rejects.toThrow(TypeError)
})

test('a resource that is a URL object is a TypeError: the metadata names it as text', async () => {
  const asking = getProtectedResourceMetadata({ resource: new URL('https://api.example') as never })
  await expect(asking).rejects.toThrow('resource: pass a string')
})

test('a missing request is a TypeError too', async () => {
  await expect(getProtectedResourceMetadata(undefined as never)).rejects.toThrow(/^resource: /)
})
