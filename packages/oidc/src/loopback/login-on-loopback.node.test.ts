import { connect } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { deferred } from '../../../tokens/src/testing/deferred.ts'
import { createOidcClient, type OidcClientSettings } from '../index.ts'
import { clientId, type FakeIssuer, fakeIssuer, issuer } from '../testing/fake-issuer.ts'
import { type LoopbackOptions, type LoopbackResult, loginOnLoopback } from './login-on-loopback.ts'

/** A command line whose user has the login URL. */
interface Started {
  server: FakeIssuer
  url: URL
  redirectUri: URL
  /** The response's URL; undefined leaves a parameter out. */
  callback(over?: Record<string, string | undefined>): string
  result: Promise<LoopbackResult>
}

const stops: AbortController[] = []
afterAll(() => {
  for (const stop of stops) stop.abort()
})

async function start(
  options: Partial<LoopbackOptions> = {},
  settings: Partial<OidcClientSettings> = {},
  given?: FakeIssuer,
): Promise<Started> {
  const server = given ?? (await fakeIssuer())
  const stop = new AbortController()
  stops.push(stop)
  const client = createOidcClient({
    ...{ issuer, clientId, redirectUri: 'http://127.0.0.1/callback', fetch: server.fetch, now: () => server.time },
    ...settings,
  })
  const shown = deferred<string>()
  const onUrl = (url: string) => {
    server.claims.nonce ??= new URL(url).searchParams.get('nonce')
    shown.resolve(url)
  }
  const result = loginOnLoopback(client, { onUrl, signal: stop.signal, ...options })
  result.catch(() => {})
  const url = new URL(await Promise.race([shown.promise, result.then((early) => Promise.reject(early))]))
  const redirectUri = new URL(url.searchParams.get('redirect_uri') ?? '')
  const state = url.searchParams.get('state') ?? ''
  const callback = (over = {}) => {
    const all: Record<string, string | undefined> = { code: 'the-code', state, iss: issuer, ...over }
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
    return `${redirectUri}?${new URLSearchParams(sent)}`
  }
  return { server, url, redirectUri, callback, result }
}

/** An issuer whose token endpoint answers once `held` is resolved. */
async function slowIssuer() {
  const server = await fakeIssuer()
  const [sent, held] = [deferred<void>(), deferred<void>()]
  const slow = async (url: string, init: RequestInit) => {
    if (url.endsWith('/token')) {
      sent.resolve()
      await held.promise
    }
    return server.fetch(url, init)
  }
  return { server, sent, held, slow: slow as typeof fetch }
}

/** Sends bytes and resolves to what came back once the connection is closed, or to undefined if it stays open for `ms`. */
function raw(port: string, text: string, ms = 25_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    let got = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => (got += data)).on('error', () => {})
    socket.on('close', () => resolve(got))
    setTimeout(() => {
      resolve(undefined)
      socket.destroy()
    }, ms).unref()
  })
}

describe('a login on loopback', () => {
  it('signs the user in, shows a page without script, and frees its port', async () => {
    const { callback, result, redirectUri, server } = await start({ returnTo: '/orders', data: { a: 1 } })
    expect(redirectUri.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    const answer = await fetch(callback())
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    const html = await answer.text()
    expect(html).toContain('You are signed in')
    expect(html).not.toMatch(/<script|the-code|alice/)
    expect(await result).toMatchObject({
      ...{ status: 'completed', claims: { sub: 'alice' }, returnTo: '/orders', data: { a: 1 } },
      transaction: { redirectUri: redirectUri.href },
    })
    expect(server.requests.find(({ form }) => form.get('code'))?.form.get('redirect_uri')).toBe(redirectUri.href)
    await expect(fetch(redirectUri)).rejects.toThrow()
  })

  it('shows the URL before it opens it, and ignores an opener that fails', async () => {
    for (const fails of [
      () => Promise.reject(new Error('no display')),
      () => {
        throw new Error('no xdg-open')
      },
      () => new Promise(() => {}),
    ]) {
      const order: string[] = []
      const shown = deferred<void>()
      const openBrowser = (url: string) => {
        order.push(`opened ${url}`)
        shown.resolve()
        return fails()
      }
      const server = await fakeIssuer()
      const { callback, result, url } = await start({ openBrowser }, {}, server)
      await shown.promise
      expect(order).toEqual([`opened ${url}`])
      expect((await fetch(callback())).status).toBe(200)
      expect(await result).toMatchObject({ status: 'completed' })
    }
  })

  it('gives the opener no URL that a shell could run as a command', async () => {
    const server = await fakeIssuer()
    server.metadata.authorization_endpoint = `${issuer}/a$(touch x)'"\`id\`;b?c='$HOME'"`
    const opened: string[] = []
    const { url } = await start({ openBrowser: (text) => opened.push(text) }, {}, server)
    await expect.poll(() => opened.length, { timeout: 20_000 }).toBe(1)
    expect(opened[0]).not.toMatch(/[\s$'"`\\]/)
    expect(url.searchParams.get('c')).toBe(`'$HOME'"`)
  })

  it.each([
    ['the server refused', { code: undefined, error: 'access_denied' }, { status: 'denied', error: 'access_denied' }],
    ['another issuer', { iss: 'https://evil.example' }, { status: 'failed', code: 'issuer_mismatch' }],
  ])('shows on the page that nobody is signed in: %s', async (_, over, expected) => {
    const { callback, result } = await start()
    const answer = await fetch(callback(over))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('You are not signed in')
    expect(await result).toMatchObject(expected)
  })

  it("expires if the user doesn't return in time", async () => {
    const { result, redirectUri } = await start({ timeoutMs: 30, data: 1 })
    expect(await result).toEqual({ status: 'expired', returnTo: '/', data: 1 })
    await expect(fetch(redirectUri)).rejects.toThrow()
  })

  it('rejects with the signal’s reason, before and while it waits', async () => {
    const stop = new AbortController()
    const { result, redirectUri } = await start({ signal: stop.signal })
    stop.abort('enough')
    await expect(result).rejects.toBe('enough')
    await expect(fetch(redirectUri)).rejects.toThrow()
    await expect(start({ signal: stop.signal })).rejects.toBe('enough')
  })

  it('rejects with the error of onUrl, and frees its port', async () => {
    let at = ''
    const onUrl = (url: string) => {
      at = new URL(url).searchParams.get('redirect_uri') ?? ''
      throw new Error('no terminal')
    }
    await expect(start({ onUrl })).rejects.toThrow('no terminal')
    await expect(fetch(at)).rejects.toThrow()
  })

  it('fails if the metadata can’t be fetched', async () => {
    const server = await fakeIssuer()
    server.answers['openid-configuration'] = () => new Response('', { status: 503 })
    await expect(start({ returnTo: '/a' }, {}, server)).rejects.toMatchObject({
      ...{ status: 'failed', code: 'discovery_failed', transient: true, returnTo: '/a' },
      failure: { httpStatus: 503 },
    })
  })
})

describe('where it listens', () => {
  it('is the requested path and port', async () => {
    const first = await start({ path: '/oauth/back' })
    expect(first.redirectUri.pathname).toBe('/oauth/back')
    const port = Number(first.redirectUri.port)
    expect((await fetch(`${first.redirectUri.origin}/callback${new URL(first.callback()).search}`)).status).toBe(404)
    await fetch(first.callback())
    await first.result
    expect((await start({ port })).redirectUri.port).toBe(`${port}`)
  })

  it.each([
    ['::1', 'http://[::1]:'],
    ['localhost', 'http://localhost:'],
  ] as const)('is %s by choice', async (host, begin) => {
    const { redirectUri, callback, result } = await start({ host })
    expect(redirectUri.href.startsWith(begin)).toBe(true)
    // by each address, with the host name that the browser sends
    if (host === 'localhost') {
      for (const address of ['127.0.0.1', '[::1]']) {
        expect((await fetch(`http://${address}:${redirectUri.port}/callback`)).status).toBe(400)
      }
    }
    expect((await fetch(callback())).status).toBe(200)
    expect(await result).toMatchObject({ status: 'completed' })
  })

  it.each(['127.0.0.1', 'localhost'] as const)(
    'is named in the error if another program has the port: %s',
    async (host) => {
      const first = await start({ host: '127.0.0.1' })
      const port = Number(first.redirectUri.port)
      await expect(start({ port, host, returnTo: '/a' })).rejects.toMatchObject({
        ...{ status: 'failed', code: 'port_in_use', transient: true, returnTo: '/a' },
        message: `Port ${port} is in use. Close the program that uses it, or choose another port.`,
        cause: { code: 'EADDRINUSE' },
      })
      // the one that was first is not disturbed
      await fetch(first.callback())
      expect(await first.result).toMatchObject({ status: 'completed' })
    },
  )
})

describe.concurrent('requests other than the callback are refused, and the wait continues', () => {
  it.each<[what: string, status: number, init: RequestInit | undefined, change: (callback: string) => string]>([
    ['an icon', 404, undefined, (url) => new URL('/favicon.ico', url).href],
    ['the root', 404, undefined, (url) => new URL('/', url).href],
    ['a path below the callback', 404, undefined, (url) => url.replace('/callback', '/callback/a')],
    ['a path that ends in the callback', 404, undefined, (url) => url.replace('/callback', '//callback')],
    ['no parameters', 400, undefined, (url) => url.replace(/\?.*/, '')],
    ['no state', 400, undefined, (url) => url.replace(/&state=[^&]*/, '')],
    ['another state', 400, undefined, (url) => url.replace(/&state=[^&]*/, '&state=guessed')],
    ['another state of this client', 400, undefined, (url) => url.replace(/&state=.{9}/, '&state=AAAAAAAAA')],
    ['a refusal without its state', 400, undefined, (url) => url.replace(/\?.*/, '?error=access_denied')],
    ['HEAD, of a link checker', 400, { method: 'HEAD' }, (url) => url],
    ['POST', 400, { method: 'POST', body: 'x' }, (url) => url],
    ['OPTIONS, of a page elsewhere', 400, { method: 'OPTIONS' }, (url) => url],
    ['a prefetch', 400, { headers: { 'sec-purpose': 'prefetch;prerender' } }, (url) => url],
    ['a host name that leads here (DNS rebinding)', 400, { headers: { host: 'evil.example' } }, (url) => url],
  ])('%s', async (_, status, init, change) => {
    const { callback, result, server } = await start()
    const requests = server.requests.length
    // not fetch, which sets the Host header itself
    const { host, port, pathname, search } = new URL(change(callback()))
    const { method = 'GET', headers = {}, body = '' } = init ?? {}
    const lines = Object.entries({ host, 'content-length': `${body}`.length, ...headers }).map(([n, v]) => `${n}: ${v}`)
    const answer = await raw(port, `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).not.toMatch(/access-control|the-code/i)
    expect(answer).toMatch(/connection: close/i)
    expect(server.requests.length).toBe(requests)
    expect((await fetch(callback())).status).toBe(200)
    expect(await result).toMatchObject({ status: 'completed' })
  })

  it('invalid HTTP, an absolute target, and too large headers', async () => {
    const { callback, result, redirectUri } = await start()
    const { port, host } = redirectUri
    const target = callback()
    for (const text of [
      '\x16\x03\x01\x02\x00\r\n\r\n',
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `GET ${target.replace(redirectUri.origin, '')} HTTP/1.1\r\n\r\n`,
      `GET /callback?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `GET /callback HTTP/1.1\r\nHost: ${host}\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]) {
      expect(await raw(port, text)).toMatch(/^(HTTP\/1.1 4\d\d |$)/)
    }
    await fetch(callback())
    expect(await result).toMatchObject({ status: 'completed' })
  })

  it('clients that never finish their request, which are disconnected', async () => {
    const { callback, result, redirectUri } = await start()
    const { port, host } = redirectUri
    const slow = [
      `GET /callback HTTP/1.1\r\nHo`,
      `POST /callback HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99\r\n\r\na`,
    ]
    const closed = await Promise.all(slow.map((text) => raw(port, text)))
    expect(closed.map((text) => text !== undefined)).toEqual([true, true])
    await fetch(callback())
    expect(await result).toMatchObject({ status: 'completed' })
  })

  it('hundreds of idle connections, of which the oldest are closed', async ({ expect }) => {
    const { callback, result, redirectUri } = await start()
    const port = Number(redirectUri.port)
    let open = 0
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect(port, '127.0.0.1', () => open++)
      return socket.on('error', () => {}).on('close', () => open--)
    })
    await expect.poll(() => open, { timeout: 20_000 }).toBe(64)
    expect((await fetch(callback())).status).toBe(200)
    expect(await result).toMatchObject({ status: 'completed' })
    // closed by the login, not by this test
    await expect.poll(() => open, { timeout: 20_000 }).toBe(0)
    for (const socket of sockets) socket.destroy()
  })

  it('the callback again during the token request: the code is sent once', async () => {
    const { server, sent, held, slow } = await slowIssuer()
    const { callback, result } = await start({}, { fetch: slow }, server)
    const first = fetch(callback())
    await sent.promise
    expect((await fetch(callback())).status).toBe(400)
    held.resolve()
    expect((await first).status).toBe(200)
    expect(await result).toMatchObject({ status: 'completed' })
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })

  it("but a browser that disconnects before its page doesn't end the login", async () => {
    const { server, sent, held, slow } = await slowIssuer()
    const { callback, result } = await start({}, { fetch: slow }, server)
    const gone = new AbortController()
    const first = fetch(callback(), { signal: gone.signal }).catch(() => 'gone')
    await sent.promise
    gone.abort()
    expect(await first).toBe('gone')
    held.resolve()
    expect(await result).toMatchObject({ status: 'completed' })
  })
})

describe('a pasted response', () => {
  it.each([
    ['the whole address', (url: string) => ` ${url}\n`],
    ['an address that the terminal broke', (url: string) => `${url.slice(0, 60)}\n  ${url.slice(60)}`],
    ['its parameters', (url: string) => new URL(url).search.slice(1)],
    ['an address of another host', (url: string) => url.replace(/^http:\/\/[^/]+/, 'http://container.local:1')],
  ])('is accepted: %s', async (_, paste) => {
    const pasted = deferred<string>()
    const signals: AbortSignal[] = []
    const { callback, result } = await start({
      paste: (signal) => {
        signals.push(signal)
        return pasted.promise
      },
    })
    pasted.resolve(paste(callback()))
    expect(await result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('is requested again if it is something else, at most five times, and the callback still works', async () => {
    const told: (string | undefined)[] = []
    const { callback, result } = await start({
      paste: async (_, refused) => {
        told.push(refused)
        return ['', 'hello', 'http://127.0.0.1/callback?code=c&state=s', '?', '#'][told.length - 1] ?? 'more'
      },
    })
    const refused = 'This is not the response to this sign-in. Copy the whole address of the last page.'
    await expect.poll(() => told, { timeout: 20_000 }).toEqual([undefined, refused, refused, refused, refused])
    await fetch(callback())
    expect(await result).toMatchObject({ status: 'completed' })
    expect(told).toHaveLength(5)
  })

  it('is no longer awaited after the callback', async () => {
    let ended: unknown
    const { callback, result } = await start({
      paste: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended = signal.reason
            reject(signal.reason)
          })
        }),
    })
    await fetch(callback())
    expect(await result).toMatchObject({ status: 'completed' })
    expect(ended).toBeInstanceOf(Error)
  })

  it('ends the login if the prompt fails', async () => {
    const { result } = await start({ paste: () => Promise.reject(new Error('Ctrl+C')) })
    await expect(result).rejects.toThrow('Ctrl+C')
  })
})

describe('a mistake in the arguments', () => {
  it.each<[Partial<LoopbackOptions> | undefined, string]>([
    [{ onUrl: undefined as never }, 'onUrl: pass a function that shows the URL to the user'],
    [{ openBrowser: 'open' as never }, 'openBrowser: pass a function'],
    [{ paste: true as never }, 'paste: pass a function'],
    [{ host: '0.0.0.0' as never }, 'host: pass "127.0.0.1", "::1" or "localhost"'],
    [{ port: 65_536 }, 'port: pass a whole number from 0 to 65535'],
    [{ port: '80' as never }, 'port: pass a whole number from 0 to 65535'],
    [{ path: 'callback' }, 'path: pass a path that begins with one slash, without a query or fragment'],
    [{ path: '//evil.example' }, 'path: pass a path that begins with one slash, without a query or fragment'],
    [{ path: '/callback?a' }, 'path: pass a path that begins with one slash, without a query or fragment'],
    [{ timeoutMs: 0 }, 'timeoutMs: pass milliseconds from 1 to 2147483647'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs: pass milliseconds from 1 to 2147483647'],
    [{ signal: {} as never }, 'signal: pass an AbortSignal'],
  ])('%o is a TypeError', async (options, message) => {
    const server = await fakeIssuer()
    await expect(start(options, {}, server)).rejects.toThrow(new TypeError(message))
    expect(server.requests).toEqual([])
  })

  it('a response mode without a query is refused before the user leaves', async () => {
    await expect(start({}, { responseMode: 'form_post' })).rejects.toThrow(
      new TypeError('responseMode: pass none, or a mode with the response in the query, such as query or query.jwt'),
    )
  })
})
