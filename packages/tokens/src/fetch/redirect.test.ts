import { describe, expect, test } from 'vitest'
import { opaqueRedirect } from '../../../core/src/testing/replies.ts'
import { createTokenFetch } from '../index.ts'
import { api, invalidToken, ok, redirectTo } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

const origins = ['https://api.example/v1', 'https://other.example']
const url = 'https://api.example/v1/old'
const make = (fetch: ReturnType<typeof api>, source = fakeSource()) => createTokenFetch(source, { origins, fetch })

describe('a redirect (PAIN 31)', () => {
  test.each([
    ['within the origin', 'new?a=b', 'https://api.example/v1/new?a=b'],
    ['to another allowed origin', 'https://other.example/x', 'https://other.example/x'],
    ['without a scheme', '//other.example/x', 'https://other.example/x'],
  ])('%s is followed with the token', async (_, location, expected) => {
    const fetch = api(redirectTo(location), ok())
    const response = await make(fetch)(url)
    expect(response.status).toBe(200)
    expect(response.redirected).toBe(true)
    expect(fetch.requests.map(({ url }) => url)).toEqual([url, expected])
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-1'])
    expect(fetch.requests.map(({ redirect }) => redirect)).toEqual(['manual', 'manual'])
  })

  test.each([
    ['to a foreign origin', 'https://evil.example/'],
    ['to a name that begins alike', 'https://other.example.evil.example/'],
    ['to http:', 'http://other.example/'],
    ['out of the path', '/v2/x'],
    ['out of the path by dots', '../v2/x'],
  ])('%s is followed without the token, and further ones by fetch', async (_, location) => {
    const fetch = api(redirectTo(location), ok())
    const response = await make(fetch)(url, { headers: { 'x-mine': '1' } })
    expect(response.status).toBe(200)
    expect(response.redirected).toBe(true)
    expect(fetch.authorizations()).toEqual(['Bearer token-1', null])
    expect(fetch.requests[1]?.redirect).toBe('follow')
    expect(fetch.requests[1]?.headers.get('x-mine')).toBe('1')
  })

  test('to another origin drops the same headers as fetch', async () => {
    const fetch = api(redirectTo('https://other.example/'), ok())
    const seen: string[][] = []
    const recording: typeof globalThis.fetch = async (input, init) => {
      seen.push([...new Headers(init?.headers).keys()])
      return fetch(input, init)
    }
    const headers = { 'proxy-authorization': 'x', cookie: 'x', host: 'x', 'x-mine': '1' }
    await createTokenFetch(fakeSource(), { origins, fetch: recording })(url, { headers })
    expect(seen[0]).toEqual(['authorization', 'cookie', 'host', 'proxy-authorization', 'x-mine'])
    expect(seen[1]).toEqual(['authorization', 'x-mine'])
  })

  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [302, 'DELETE', 'DELETE'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('with %i makes a %s a %s, as fetch does, with or without the body', async (status, method, expected) => {
    const fetch = api(redirectTo('new', status), ok())
    const body =
      method === 'HEAD' ? {} : { body: 'text', headers: { 'content-type': 'text/x', 'content-language': 'en' } }
    await make(fetch)(url, { method, ...body })
    const second = fetch.requests[1]
    expect(second?.method).toBe(expected)
    const keeps = expected === method && method !== 'HEAD'
    expect(second?.body).toBe(keeps ? 'text' : '')
    expect(second?.headers.get('content-type')).toBe(keeps ? 'text/x' : null)
    expect(second?.headers.get('content-language')).toBe(keeps ? 'en' : null)
  })

  test('keeps the body of a Request', async () => {
    const fetch = api(redirectTo('https://other.example/', 307), invalidToken(), ok())
    const request = new Request(url, { method: 'POST', body: 'text', headers: { a: '1' }, credentials: 'omit' })
    expect((await make(fetch)(request)).status).toBe(200)
    expect(fetch.requests.map(({ body }) => body)).toEqual(['text', 'text', 'text'])
    expect(fetch.requests.map(({ headers }) => headers.get('a'))).toEqual(['1', '1', '1'])
    expect(fetch.requests[2]?.init?.credentials).toBe('omit')
    expect(fetch.requests[2]?.url).toBe('https://other.example/')
  })

  test('is aborted by the signal of a Request', async () => {
    const controller = new AbortController()
    const fetch = api(redirectTo('https://other.example/'), ok())
    await make(fetch)(new Request(url, { signal: controller.signal }))
    controller.abort()
    expect(fetch.requests[1]?.init?.signal?.aborted).toBe(true)
  })

  test('that would need a stream twice is a mistake that is named with the fix', async () => {
    const body = new ReadableStream()
    const fetch = async () => redirectTo('new', 307)
    const asking = createTokenFetch(fakeSource(), { origins, fetch })(url, { method: 'POST', body })
    await expect(asking).rejects.toThrow('body: pass one that can be sent again: a redirect requires it')
  })

  test('is followed at most twenty times, as fetch does', async () => {
    let count = 0
    const endless = async () => {
      count++
      return redirectTo('again')
    }
    await expect(createTokenFetch(fakeSource(), { origins, fetch: endless })(url)).rejects.toThrow(TypeError)
    expect(count).toBe(21)
    const twenty = Array.from({ length: 20 }, () => redirectTo('again'))
    expect((await make(api(...twenty, ok()))(url)).status).toBe(200)
  })

  test.each([
    'javascript:alert(1)',
    'data:text/plain,x',
    'file:///etc/passwd',
    'blob:https://api.example/v1/x',
    'http://',
    'https://:x',
  ])('to %s is an error, as it is for fetch', async (location) => {
    await expect(make(api(redirectTo(location)))(url)).rejects.toThrow(TypeError)
  })

  test('with credentials in it gets no token', async () => {
    const seen: (string | null)[] = []
    const fetch = async (input: unknown, init?: RequestInit) => {
      seen.push(new Headers(init?.headers).get('authorization'))
      return `${input}` === url ? redirectTo('https://user:pw@other.example/') : ok()
    }
    await createTokenFetch(fakeSource(), { origins, fetch })(url)
    expect(seen).toEqual(['Bearer token-1', null])
  })

  test.each([
    [300, { location: 'new' }],
    [304, { location: 'new' }],
    [302, {}],
  ])('without a usable location is returned: %i %j', async (status, headers) => {
    const response = await make(api(new Response(null, { status, headers: headers as Record<string, string> })))(url)
    expect(response.status).toBe(status)
    expect(response.redirected).toBe(false)
  })

  test('keeps the fragment, unless it has one', async () => {
    const fetch = api(redirectTo('new'), redirectTo('newer#two'), ok())
    await make(fetch)(`${url}#one`)
    expect(fetch.requests.map(({ input }) => new URL(`${input}`).hash)).toEqual(['#one', '#one', '#two'])
  })

  test.each(['manual', 'error'] as const)('is returned to the caller with redirect: %s', async (redirect) => {
    for (const [input, init] of [[url, { redirect }] as const, [new Request(url, { redirect })] as const]) {
      const fetch = api(redirectTo('new'))
      expect((await make(fetch)(input, init)).status).toBe(302)
      expect(fetch.requests[0]?.redirect).toBe(redirect)
    }
  })

  test("that a page can't see is a mistake that is named with the fix", async () => {
    const asking = make(api(opaqueRedirect()))(url)
    await expect(asking).rejects.toThrow(TypeError)
    await expect(asking).rejects.toThrow(/^input: pass the target of the redirect/)
  })

  test("that a page can't see is returned if the caller asked for it", async () => {
    expect((await make(api(opaqueRedirect()))(url, { redirect: 'manual' })).type).toBe('opaqueredirect')
  })
})
