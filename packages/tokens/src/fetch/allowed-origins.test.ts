import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTokenFetch, type TokenFetchOptions } from '../index.ts'
import { answering, ok } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

/** Whether a request for `url` goes with a token; undefined if it is no URL that fetch takes. */
async function getsToken(origins: TokenFetchOptions['origins'], url: string, more: object = {}) {
  let authorization: string | null | undefined
  const fetch = async (_: unknown, init?: RequestInit) => {
    authorization = new Headers(init?.headers).get('authorization')
    return ok()
  }
  await createTokenFetch(fakeSource(), { origins, fetch, ...more })(url).catch(() => {})
  return authorization === undefined ? undefined : authorization === 'Bearer token-1'
}

describe('an origin (PAIN 31)', () => {
  const origins = ['https://api.example', 'https://other.example:8443/', 'http://localhost:3000', 'http://[::1]:8080']

  test.each([
    'https://api.example',
    'https://api.example/',
    'https://api.example/any/path?query#part',
    'https://api.example:443/',
    'HTTPS://API.EXAMPLE/x',
    'https:\\\\api.example\\x',
    '  https://api.example/x  ',
    'https://api.exa\tmple/',
    'https:///api.example/',
    'https://api.example/../../x',
    'https://other.example:8443/x',
    'http://localhost:3000/x',
    'http://[::1]:8080/x',
    'http://[0:0:0:0:0:0:0:1]:8080/x',
  ])('allows %j, which URL normalizes to it', async (url) => {
    expect(await getsToken(origins, url)).toBe(true)
  })

  test.each([
    'https://api.example.evil.example/',
    'https://api.example@evil.example/',
    'https://evil.example/https://api.example/',
    'https://evil.example/?https://api.example',
    'https://evil.example#@api.example/',
    'https://evil.example\\@api.example/',
    'https://xapi.example/',
    'https://x.api.example/',
    'https://example/',
    'https://api.example./',
    'https://api.example:8443/',
    'https://other.example/',
    'http://api.example/',
    'http://localhost/',
    'http://localhost:3001/',
    'https://localhost:3000/',
    'https://[::1]:8080/',
    'https://api。example.evil/',
    'https://аpi.example/',
    'ftp://api.example/',
    'wss://api.example/',
  ])('does not allow %j', async (url) => {
    expect(await getsToken(origins, url)).not.toBe(true)
  })

  test.each(['https://user@api.example/', 'https://user:pw@api.example/', 'https://:pw@api.example/'])(
    'does not allow %j, whose credentials would be a second authentication',
    async (url) => {
      expect(await getsToken(origins, url)).toBe(false)
    },
  )

  test.each(['blob:https://api.example/5e0f', 'data:text/plain,https://api.example/', 'about:blank', 'javascript:0'])(
    'does not allow %j with any origin',
    async (url) => {
      expect(await getsToken(origins, url)).toBe(false)
    },
  )

  test('outside the list gets no token, and an empty list allows none', async () => {
    expect(await getsToken([], 'https://api.example/')).toBe(false)
  })

  test('may be a URL object', async () => {
    expect(await getsToken([new URL('https://api.example')], 'https://api.example/')).toBe(true)
  })

  test('with a name in another script is compared in its encoded form', async () => {
    expect(await getsToken(['https://bücher.example'], 'https://xn--bcher-kva.example/')).toBe(true)
  })

  test('is that of the resolved URL if the engine resolves a relative one', async () => {
    const base = new Request('https://api.example').url && globalThis.location?.href
    const { origin } = new URL(base ?? 'http://localhost:1')
    expect(await getsToken([origin], '/relative')).toBe(base ? true : undefined)
  })
})

describe('an origin with a path (PAIN 31)', () => {
  test.each([['https://api.example/v1'], ['https://api.example/v1/'], ['https://api.example/x/../v1']])(
    '%s allows that path and those below',
    async (origin) => {
      for (const path of [
        '/v1',
        '/v1/',
        '/v1/a/b?c',
        '/v1?c',
        '/v1/../v1/a',
        '/x/%2e%2e/v1/a',
        '/v1/a%2Fb',
        '\\v1\\a',
      ]) {
        expect(await getsToken([origin], `https://api.example${path}`), path).toBe(true)
      }
    },
  )

  test.each([
    '/',
    '/v',
    '/v12',
    '/v1.1/a',
    '/V1/a',
    '/v2/v1/',
    '/%76%31/a',
    '//v1/',
    '/v1/../v2',
    '/v1/%2e%2e/v2',
    '/v1/%2E./v2',
    '/v1/..\\v2',
    '/v1/..%2fv2',
    '/v1/%2e%2e%2fv2',
    '/v1/..%5Cv2',
    '/v1/a%2f..%2f..%2fv2',
    '/v1/..;/v2',
    '/v1/..;a=b/v2',
    '/v1/..%3B/v2',
    '/v1/.%2e;/v2',
    '/v1/..%2f',
  ])('does not allow %s, which is elsewhere or is ambiguous for some servers', async (path) => {
    expect(await getsToken(['https://api.example/v1'], `https://api.example${path}`)).toBe(false)
  })

  test('is allowed in addition to another of the same origin', async () => {
    const origins = ['https://api.example/v1', 'https://api.example/v2']
    expect(await getsToken(origins, 'https://api.example/v1/x')).toBe(true)
    expect(await getsToken(origins, 'https://api.example/v2/x')).toBe(true)
    expect(await getsToken(origins, 'https://api.example/v3/x')).toBe(false)
    expect(await getsToken([...origins, 'https://api.example'], 'https://api.example/v3/x')).toBe(true)
  })
})

describe('any URL', () => {
  const hosts = [
    'api.example',
    'api.example.',
    'API.example',
    'evil.example',
    'api.example.evil.example',
    'user@api.example',
  ]
  const marks = [
    '/',
    '\\',
    '@',
    ':',
    '?',
    '#',
    '.',
    '..',
    '%2e',
    '%2f',
    ';',
    'v1',
    'v2',
    '//',
    '\t',
    '%00',
    ' ',
    '443',
    'ü',
  ]
  const scheme = fc.constantFrom('https://', 'http://', 'https:/', 'https:', 'HTTPS:\\\\', 'blob:https://', '//', '')
  const hostile = fc
    .tuple(scheme, fc.constantFrom(...hosts), fc.array(fc.constantFrom(...marks), { maxLength: 8 }))
    .map(([start, host, rest]) => start + host + rest.join(''))

  test('gets a token only if the sent URL itself is of the origin and below the path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, fc.webUrl(), fc.string()), async (url) => {
        const fetch = answering(ok)
        const origins = ['https://api.example/v1']
        await createTokenFetch(fakeSource(), { origins, fetch })(url).catch(() => {})
        for (const { url: sent, headers } of fetch.requests) {
          if (!headers.has('authorization')) continue
          const { protocol, hostname, port, pathname } = new URL(sent)
          expect([protocol, hostname, port]).toEqual(['https:', 'api.example', ''])
          expect(pathname.split('/')[1]).toBe('v1')
        }
      }),
      { numRuns: 100, seed: 31 },
    )
  })

  test('gets the token if it is of the origin and below the path', async () => {
    const segments = fc.array(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(segments, async (path) => {
        expect(await getsToken(['https://api.example/v1'], `https://api.example/v1/${path.join('/')}`)).toBe(true)
      }),
      { numRuns: 50, seed: 31 },
    )
  })
})

describe('in the list of origins', () => {
  test.each([
    'api.example',
    '/v1',
    '',
    '*',
    'https://*',
    'https://*.api.example',
    'http://api.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://user:planted@api.example',
    'https://api.example/?planted',
    'https://api.example/#planted',
    'blob:https://api.example/planted',
    'file:///planted',
  ])('%j is a mistake that is named with the fix', (entry) => {
    const make = () => createTokenFetch(fakeSource(), { origins: ['https://good.example', entry] })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/^origins: pass absolute https: URLs/)
    expect(make).not.toThrow(/planted/)
  })

  test('http: is permitted only by name', async () => {
    const origins = ['http://api.internal']
    expect(await getsToken(origins, 'http://api.internal/x', { allowInsecureHttp: true })).toBe(true)
    expect(await getsToken(origins, 'https://api.internal/x', { allowInsecureHttp: true })).toBe(false)
    expect(() => createTokenFetch(fakeSource(), { origins: ['https://*.x'], allowInsecureHttp: true })).toThrow(
      TypeError,
    )
  })
})
