import { createMemoryStore } from '@grantkit/tokens'
import { describe, expect, it } from 'vitest'
import { webApp } from '../testing/web-app.ts'
import { type ApiProxySettings, createApiProxy } from '../web-login.ts'

interface Seen {
  url: string
  method: string
  headers: Headers
  body: string
}

/** A signed-in browser, and an API in memory. */
async function proxied(over: Partial<ApiProxySettings> = {}, answer?: (seen: Seen) => Response | Promise<Response>) {
  const seen: Seen[] = []
  const server = (await webApp()).server
  const fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (!url.startsWith('https://api.example')) return server.fetch(url, init)
    const body = init.body ? await new Response(init.body).text() : ''
    const request = { url, method: init.method ?? 'GET', headers: new Headers(init.headers), body }
    seen.push(request)
    return answer ? answer(request) : Response.json({ at: new URL(url).pathname })
  }
  const app = await webApp({}, { fetch: fetch as never }, server)
  const alice = app.browser()
  await alice.signIn()
  const proxy = createApiProxy(app.web, { routes: { '/api': 'https://api.example/v1' }, ...over })
  const call = async (path: string, visit: Parameters<typeof alice.request>[1] = {}) => {
    const request = alice.request(path, { ...visit, headers: { 'x-csrf': '1', ...visit.headers } })
    const response = await proxy(request)
    if (!response) throw new Error(`nobody answers ${path}`)
    return response
  }
  return { ...app, alice, proxy, call, seen }
}
const textOf = async (response: Response) => `${response.status} ${await response.text()}`

describe('a call from a page', () => {
  it('is forwarded with the session’s token, and without its cookies', async () => {
    const { call, seen } = await proxied()
    const response = await call('/api/orders?page=2', {
      method: 'POST',
      body: '{"a":1}',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json', 'if-match': '"1"' },
        ...{ authorization: 'Bearer forged', 'x-forwarded-for': '1.2.3.4', connection: 'x-hop', 'x-hop': '1' },
        ...{ origin: 'https://app.example', referer: 'https://app.example/private' },
      },
    })
    expect(await textOf(response)).toBe('200 {"at":"/v1/orders"}')
    expect(seen).toMatchObject([{ url: 'https://api.example/v1/orders?page=2', method: 'POST', body: '{"a":1}' }])
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({
      ...{ accept: 'application/json', 'content-type': 'application/json', 'if-match': '"1"' },
      authorization: 'Bearer the-access-token',
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it("returns the API's response to the page, without headers for the browser", async () => {
    const { call } = await proxied({}, () => {
      const headers = new Headers({ etag: '"1"', 'cache-control': 'max-age=60', 'www-authenticate': 'Basic realm="x"' })
      for (const name of ['set-cookie', 'clear-site-data', 'access-control-allow-origin', 'refresh'])
        headers.set(name, '*')
      return new Response('{}', { status: 418, headers })
    })
    const { status, headers } = await call('/api')
    expect(status).toBe(418)
    expect(Object.fromEntries(headers)).toEqual({
      ...{ 'cache-control': 'max-age=60', 'content-type': 'text/plain;charset=UTF-8', etag: '"1"' },
      ...{ vary: 'cookie', 'x-content-type-options': 'nosniff' },
    })
  })

  it.for<[string, object]>([
    ['without the header', { headers: { 'x-csrf': undefined } }],
    ['from another site', { from: 'cross-site' }],
    ['from a neighbour', { headers: { 'sec-fetch-site': 'same-site' } }],
    ['with a foreign Origin', { headers: { origin: 'https://evil.example' } }],
  ])('%s is refused (CSRF)', async ([, visit]) => {
    const { alice, proxy, seen } = await proxied()
    const { headers, ...others } = { headers: {}, ...visit } as { headers: Record<string, string | undefined> }
    const all = Object.entries({ 'x-csrf': '1', ...headers }).filter(([, value]) => value !== undefined)
    const visiting = { ...others, headers: Object.fromEntries(all) as Record<string, string> }
    for (const [path, method] of [
      ['/api/orders', 'GET'],
      ['/api/orders', 'POST'],
      ['/auth/session', 'GET'],
    ] as const) {
      const response = await proxy(alice.request(path, { method, ...visiting }))
      expect(response && (await textOf(response))).toMatch(/^403 {"error":"csrf".*x-csrf: 1/)
    }
    expect(seen).toEqual([])
  })

  it('fails the preflight of another origin', async () => {
    const { alice, proxy } = await proxied()
    const headers = { 'access-control-request-headers': 'x-csrf', origin: 'https://evil.example' }
    const response = await proxy(alice.request('/api', { method: 'OPTIONS', from: 'cross-site', headers }))
    expect(response?.status).toBe(403)
    expect([...(response?.headers.keys() ?? [])].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it.for(['/api/..%2fadmin', '/api/%2e%2e%2fadmin', '/api/a%5c..%5cadmin', '/api/a%2F..%2F..%2Fadmin'])(
    'can’t leave its API: %s',
    async (path) => {
      const { call, seen } = await proxied()
      expect(await textOf(await call(path))).toMatch(/^400 {"error":"invalid_path"/)
      expect(seen).toEqual([])
    },
  )

  it('is forwarded to no other address', async () => {
    const { alice, proxy, call, seen } = await proxied({
      routes: {
        '/api': 'https://api.example/v1',
        '/api/admin': { url: 'https://api.example/admin', methods: ['GET'] },
      },
    })
    expect(await proxy(alice.request('/apis'))).toBeUndefined()
    expect(await proxy(alice.request('/'))).toBeUndefined()
    expect(await proxy(alice.request('/api/../other'))).toBeUndefined()
    await call('/api//evil.example/x')
    await call('/api/admin/users')
    expect(seen.map(({ url }) => url)).toEqual([
      'https://api.example/v1//evil.example/x',
      'https://api.example/admin/users',
    ])
    const refused = await call('/api/admin', { method: 'DELETE' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET'])
  })

  it("follows redirects only within the API's own paths", async () => {
    const { call } = await proxied({}, ({ url }) => {
      const location = url.endsWith('/out') ? 'https://internal.example/x' : '/v1/orders/2?a#b'
      return new Response(null, { status: 303, headers: { location } })
    })
    const inside = await call('/api/orders', { method: 'POST' })
    expect([inside.status, inside.headers.get('location')]).toEqual([303, '/api/orders/2?a#b'])
    const outside = await call('/api/out')
    expect(await textOf(outside)).toMatch(/^502 {"error":"redirected"/)
    expect(outside.headers.get('location')).toBeNull()
  })

  it('is sent with a token for the API of its route', async () => {
    const { call, server } = await proxied({
      routes: { '/api': { url: 'https://api.example', resource: 'https://api.example', scope: 'read' } },
    })
    await call('/api/x')
    expect(Object.fromEntries(server.requests.at(-1)?.form ?? [])).toMatchObject({
      ...{ grant_type: 'refresh_token', resource: 'https://api.example', scope: 'read' },
    })
  })

  it('returns that nobody is signed in, and where to sign in', async () => {
    const { alice, call } = await proxied()
    alice.cookies.clear()
    const response = await call('/api/orders')
    expect(response.headers.get('x-sign-in')).toBe('/auth/login')
    expect(await textOf(response)).toMatch(/^401 {"error":"signed_out"/)
    expect(await (await call('/auth/session')).json()).toEqual({ user: null, signInUrl: '/auth/login' })
  })

  it('distinguishes an ended session from a transient failure', async () => {
    const { call, server } = await proxied()
    server.time += 301_000
    server.answers.token = () => new Response('', { status: 503, headers: { 'retry-after': '7' } })
    const later = await call('/api')
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '7'])
    server.time += 8000
    server.answers.token = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
    expect((await call('/api')).status).toBe(401)
  })

  it('reports to the page and to the app that the API is down or slow', async () => {
    const errors: unknown[] = []
    let answer: () => Promise<Response> = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'))
    const { call } = await proxied({ timeoutMs: 30, onError: (error) => errors.push(error) }, () => answer())
    const response = await textOf(await call('/api'))
    expect(response).toMatch(/^502 {"error":"unreachable"/)
    expect(response).not.toContain('10.0.0.1')
    expect(errors).toHaveLength(1)
    answer = () => new Promise(() => {})
    expect(await textOf(await call('/api'))).toMatch(/^504 {"error":"timeout"/)
  })

  it('reports that the store is down', async () => {
    const store = createMemoryStore()
    const { web, browser } = await webApp({ store: { ...store, get: () => Promise.reject(new Error('down')) } })
    const proxy = createApiProxy(web, { routes: { '/api': 'https://api.example' } })
    const alice = browser()
    alice.cookies.set('__Host-grantkit', 'A'.repeat(43))
    const response = await proxy(alice.request('/api', { headers: { 'x-csrf': '1' } }))
    expect(response && (await textOf(response))).toMatch(/^503 {"error":"unavailable"/)
  })

  it('returns who is signed in, without a token', async () => {
    const { call, server } = await proxied()
    const response = await call('/auth/session')
    const text = await response.text()
    expect(JSON.parse(text)).toEqual({
      user: expect.objectContaining({ sub: 'alice', iss: 'https://as.example' }),
      expiresAt: server.time + 604_800_000,
      signOutUrl: '/auth/logout',
    })
    expect(text).not.toContain('-token')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect((await call('/auth/session', { method: 'POST' })).status).toBe(405)
  })
})

it.for<[string, object, string]>([
  ['no routes', { routes: {} }, 'routes: pass one path or more, with its API'],
  [
    'plain http',
    { routes: { '/api': 'http://api.example' } },
    "routes['/api']: pass the absolute https: URL of an API; http: is for loopback",
  ],
  [
    'a relative URL',
    { routes: { '/api': '/v1' } },
    "routes['/api']: pass the absolute https: URL of an API; http: is for loopback",
  ],
  ['a query', { routes: { '/api': 'https://api.example/?a' } }, "routes['/api']: pass a URL without a query"],
  ['a path with a slash at its end', { routes: { '/api/': 'https://api.example' } }, 'routes: pass paths like /api'],
  ['no header', { csrfHeader: '' }, 'csrfHeader: pass the name of a header'],
  ['no session path', { sessionPath: 'session' }, 'sessionPath: pass a path that begins with a slash'],
  ['no time', { timeoutMs: 0 }, 'timeoutMs: pass milliseconds above 0'],
])('a proxy with %s is refused', async ([, wrong, message]) => {
  const { web } = await webApp()
  const settings = { routes: { '/api': 'https://api.example' }, ...wrong }
  expect(() => createApiProxy(web, settings)).toThrow(message)
})
