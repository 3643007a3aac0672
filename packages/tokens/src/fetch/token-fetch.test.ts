import { describe, expect, test, vi } from 'vitest'
import { createTokenFetch, type TokenEvent, type TokenFetchOptions, type TokenSource } from '../index.ts'
import { answering, api, invalidToken, ok, redirectTo, refusal } from '../testing/api.ts'
import { fakeSigner } from '../testing/fake-signer.ts'
import { fakeSource } from '../testing/fake-source.ts'

const origins = ['https://api.example']
const url = 'https://api.example/things?page=1#part'

describe('a request for an allowed origin', () => {
  test.each([
    ['text', url],
    ['a URL', new URL(url)],
    ['a Request', new Request(url)],
  ])('is sent with the token, if it is given as %s', async (_, input) => {
    const fetch = api(ok())
    const response = await createTokenFetch(fakeSource(), { origins, fetch })(input)
    expect(await response.text()).toBe('ok')
    expect(fetch.authorizations()).toEqual(['Bearer token-1'])
    expect(fetch.requests[0]?.url).toBe(url)
  })

  test.each(['Bearer', 'bearer', 'BEARER'])('has the scheme Bearer for a token of type %s', async (tokenType) => {
    const fetch = api(ok())
    await createTokenFetch(fakeSource({ tokenType }), { origins, fetch })(url)
    expect(fetch.authorizations()).toEqual(['Bearer token-1'])
  })

  test('keeps its other settings', async () => {
    const fetch = api(ok())
    const init = { method: 'put', body: 'text', headers: { 'X-Mine': '1' } } as const
    await createTokenFetch(fakeSource(), { origins, fetch })(url, init)
    expect(fetch.requests[0]).toMatchObject({ method: 'PUT', body: 'text' })
    expect(fetch.requests[0]?.headers.get('x-mine')).toBe('1')
  })

  test('keeps the settings of a Request, unless init replaces them', async () => {
    const fetch = api(ok(), ok())
    const request = new Request(url, { method: 'POST', body: 'one', headers: { a: '1' }, credentials: 'omit' })
    await createTokenFetch(fakeSource(), { origins, fetch })(request)
    expect(fetch.requests[0]).toMatchObject({ method: 'POST', body: 'one' })
    expect(fetch.requests[0]?.headers.get('a')).toBe('1')
    expect(new Request(url, fetch.requests[0]?.init).credentials).toBe('omit')
    const other = new Request(url, { method: 'POST', body: 'one', headers: { a: '1' } })
    await createTokenFetch(fakeSource(), { origins, fetch })(other, {
      method: 'PATCH',
      body: 'two',
      headers: { b: '2' },
    })
    expect(fetch.requests[1]).toMatchObject({ method: 'PATCH', body: 'two' })
    expect(fetch.requests[1]?.headers.get('a')).toBeNull()
    expect(fetch.requests[1]?.headers.get('b')).toBe('2')
  })

  test('keeps the empty referrer of a Request', async () => {
    const fetch = api(ok(), ok())
    const tokenFetch = createTokenFetch(fakeSource(), { origins, fetch })
    await tokenFetch(new Request(url, { referrer: '', referrerPolicy: 'no-referrer' }))
    expect(fetch.requests[0]?.init).toMatchObject({ referrer: '', referrerPolicy: 'no-referrer' })
    await tokenFetch(new Request(url))
    expect(fetch.requests[1]?.init).not.toHaveProperty('referrer')
  })

  test("doesn't change the caller's objects", async () => {
    const fetch = api(invalidToken(), ok())
    const init = Object.freeze({ method: 'POST', body: 'x', headers: Object.freeze({ a: '1' }) })
    await createTokenFetch(fakeSource(), { origins, fetch })(url, init)
    const headers = new Headers({ a: '1' })
    await createTokenFetch(fakeSource(), { origins, fetch: answering(ok) })(url, { headers })
    expect([...headers]).toEqual([['a', '1']])
  })

  test('is sent by the global fetch by default, looked up at the call', async () => {
    const stub = vi.fn(async () => ok())
    const tokenFetch = createTokenFetch(fakeSource(), { origins })
    vi.stubGlobal('fetch', stub)
    await tokenFetch(url)
    expect(stub).toHaveBeenCalledOnce()
  })

  test('is sent by fetch as a plain function, never as a method', async () => {
    const options: TokenFetchOptions = {
      origins,
      async fetch(this: unknown) {
        expect(this).toBeUndefined()
        return ok()
      },
    }
    await createTokenFetch(fakeSource(), options)(url)
  })

  test('has the signature of fetch', () => {
    const tokenFetch: typeof fetch = createTokenFetch(fakeSource(), { origins })
    expect(tokenFetch).toBeTypeOf('function')
  })

  test('is not sent if it has its own Authorization, which would be a second authentication', async () => {
    const tokenFetch = createTokenFetch(fakeSource(), { origins, fetch: api() })
    const headers = { AUTHORIZATION: 'Basic planted' }
    for (const input of [tokenFetch(url, { headers }), tokenFetch(new Request(url, { headers }))]) {
      await expect(input).rejects.toThrow(new TypeError('headers: pass no Authorization: this fetch sets it'))
    }
  })

  test('rejects with the error of the source, and sends nothing', async () => {
    const failure = new Error('no token')
    const source: TokenSource = { getAccessToken: () => Promise.reject(failure) }
    await expect(createTokenFetch(source, { origins, fetch: api() })(url)).rejects.toBe(failure)
  })

  test('rejects with the network error of fetch', async () => {
    const failure = new TypeError('fetch failed')
    await expect(createTokenFetch(fakeSource(), { origins, fetch: api(failure) })(url)).rejects.toBe(failure)
  })

  test.each(['BearerToken', 'bearer_token', 'Bearer Token', ' bearer '])(
    'has the scheme Bearer for a token of type "%s", as some servers spell it',
    async (tokenType) => {
      const fetch = api(ok())
      await createTokenFetch(fakeSource({ tokenType }), { origins, fetch })(url)
      expect(fetch.authorizations()).toEqual(['Bearer token-1'])
    },
  )

  test('has the scheme of the options if the type is neither Bearer nor DPoP', async () => {
    const fetch = api(ok(), ok())
    await createTokenFetch(fakeSource({ tokenType: 'vendor' }), { origins, fetch, scheme: 'Token' })(url)
    await createTokenFetch(fakeSource(), { origins, fetch, scheme: 'Token' })(url)
    expect(fetch.authorizations()).toEqual(['Token token-1', 'Bearer token-1'])
    const refused = createTokenFetch(fakeSource({ tokenType: 'mac' }), { origins, fetch: api() })(url)
    await expect(refused).rejects.toThrow('or a scheme for "mac"')
  })

  test.each(['N_A', 'mac', '', 'DPoP2'])('is not sent with a token of the unknown type "%s"', async (tokenType) => {
    const asking = createTokenFetch(fakeSource({ tokenType }), { origins, fetch: api() })(url)
    await expect(asking).rejects.toThrow('source: pass one whose tokens are of type Bearer or DPoP')
  })

  test.each(['line\nbreak-planted', 'nul\0planted', 'smile-planted-☺'])(
    "is not sent with a token that is no valid header, and the error doesn't show the token",
    async (accessToken) => {
      const asking = createTokenFetch(fakeSource({ accessToken }), { origins, fetch: api() })(url)
      const error = await asking.catch((thrown) => thrown)
      expect(error).toBeInstanceOf(TypeError)
      expect(`${error.message} ${error.stack}`).not.toContain('planted')
      expect(error.message).toBe('source: pass one whose tokens a header can carry')
    },
  )
})

describe('a request for any other address', () => {
  test('is passed to fetch unchanged, without a token', async () => {
    const fetch = api(ok())
    const source = fakeSource()
    const init = { headers: { authorization: 'Basic mine' } }
    await createTokenFetch(source, { origins, fetch })('https://elsewhere.example/', init)
    expect(fetch.requests[0]?.input).toBe('https://elsewhere.example/')
    expect(fetch.requests[0]?.init).toBe(init)
    expect(source.asked).toEqual([])
  })

  test('gets the response of fetch, and a 401 causes no refresh', async () => {
    const source = fakeSource()
    const fetch = api(invalidToken())
    expect((await createTokenFetch(source, { origins, fetch })('https://elsewhere.example/')).status).toBe(401)
    expect(source.renewals).toBe(0)
  })
})

describe('a 401', () => {
  test.each([
    ['invalid_token', 'Bearer realm="x", error="invalid_token"'],
    ['no error', 'Bearer realm="x"'],
    ['an error of the API’s own', 'Bearer error="token_expired"'],
    ['no challenge that can be read (PAIN 26)', undefined],
    ['a challenge that is no challenge', '"""=,,='],
  ])('with %s refreshes the token and sends the request again (PAIN 30)', async (_, challenge) => {
    const source = fakeSource()
    const fetch = api(refusal(challenge), ok())
    expect((await createTokenFetch(source, { origins, fetch })(url)).status).toBe(200)
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(source.renewals).toBe(1)
  })

  test('to the second attempt is returned: there is no third (PAIN 30)', async () => {
    const source = fakeSource()
    const fetch = api(invalidToken(), refusal('Bearer error="invalid_token", error_description="the second"'))
    const response = await createTokenFetch(source, { origins, fetch })(url)
    expect(response.headers.get('www-authenticate')).toContain('the second')
    expect(await response.text()).toBe('refused')
    expect(source.renewals).toBe(1)
  })

  test.each([
    ['401', 'insufficient_scope'],
    ['401', 'insufficient_user_authentication'],
    ['401', 'invalid_request'],
    ['403', 'insufficient_scope'],
    ['403', 'invalid_token'],
    ['400', 'invalid_token'],
  ])("or a similar response that a refresh can't help is returned: %s %s", async (status, error) => {
    const source = fakeSource()
    const fetch = api(refusal(`Bearer error="${error}"`, Number(status)))
    const response = await createTokenFetch(source, { origins, fetch })(url)
    expect(response.status).toBe(Number(status))
    expect(await response.text()).toBe('refused')
    expect(source.renewals).toBe(0)
  })

  test('for many requests at once causes one refresh, and each is sent again (PAIN 1, PAIN 30)', async () => {
    const source = fakeSource()
    const fetch = answering(({ headers }) =>
      headers.get('authorization') === 'Bearer token-1' ? invalidToken() : ok(),
    )
    const tokenFetch = createTokenFetch(source, { origins, fetch })
    const responses = await Promise.all(Array.from({ length: 20 }, (_, i) => tokenFetch(`https://api.example/${i}`)))
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(source.renewals).toBe(1)
    expect(fetch.requests).toHaveLength(40)
  })

  test('for an old token causes a second attempt with the current one (PAIN 30)', async () => {
    const source = fakeSource()
    const fetch = api(() => {
      source.token = { accessToken: 'token-of-another', tokenType: 'Bearer' }
      return invalidToken()
    }, ok())
    await createTokenFetch(source, { origins, fetch })(url)
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-of-another'])
    expect(source.renewals).toBe(0)
  })

  test('just after the refresh of the same token gets the new token', async () => {
    const source = fakeSource()
    // the one source in which a renewal is not seen at once
    const stale: TokenSource = {
      getAccessToken: (options) =>
        options?.forceRenewal
          ? source.getAccessToken(options)
          : Promise.resolve({ accessToken: 'token-1', tokenType: 'Bearer' }),
    }
    const fetch = answering(({ headers }) =>
      headers.get('authorization') === 'Bearer token-1' ? invalidToken() : ok(),
    )
    const tokenFetch = createTokenFetch(stale, { origins, fetch })
    for (let i = 0; i < 3; i++) expect((await tokenFetch(url)).status).toBe(200)
    expect(source.renewals).toBe(1)
  })

  test('is returned if the refresh gets the same token, and refreshes at most once a minute', async () => {
    let forced = 0
    const source: TokenSource = {
      getAccessToken: async (options) => {
        if (options?.forceRenewal) forced++
        return { accessToken: 'same', tokenType: 'Bearer' }
      },
    }
    const tokenFetch = createTokenFetch(source, {
      origins,
      fetch: answering(invalidToken),
      now: () => 1_700_000_000_000,
    })
    for (let i = 0; i < 5; i++) expect(await (await tokenFetch(url)).text()).toBe('refused')
    expect(forced).toBe(1)
  })

  test("rejects with the source's error if the refresh fails, because an outage must not look like a logout (PAIN 4)", async () => {
    const failures = [new Error('the server is down'), new Error('the session has ended')]
    const source: TokenSource = {
      getAccessToken: async (options) => {
        if (options?.forceRenewal) throw failures[0]
        return { accessToken: 'at', tokenType: 'Bearer' }
      },
    }
    const tokenFetch = createTokenFetch(source, { origins, fetch: answering(invalidToken) })
    const both = [tokenFetch(url), tokenFetch(url)].map((asking) => expect(asking).rejects.toBe(failures[0]))
    await Promise.all(both)
    failures.shift()
    await expect(tokenFetch(url)).rejects.toBe(failures[0])
  })

  test('from an API that refuses every token refreshes at most once a minute (PAIN 18)', async () => {
    let time = 1_700_000_000_000
    const source = fakeSource()
    const fetch = answering(invalidToken)
    const tokenFetch = createTokenFetch(source, { origins, fetch, now: () => time })
    for (let i = 0; i < 50; i++) {
      expect((await tokenFetch(url)).status).toBe(401)
      time += 1000
    }
    expect(source.renewals).toBe(1)
    time += 60_000
    await tokenFetch(url)
    expect(source.renewals).toBe(2)
  })

  test("from one API that refuses every token doesn't affect refreshes for another", async () => {
    const source = fakeSource()
    let revoked = ''
    const fetch = answering(({ url: asked, headers }) =>
      asked.startsWith('https://x.example') || headers.get('authorization') === revoked ? invalidToken() : ok(),
    )
    const both = ['https://x.example', 'https://y.example']
    const tokenFetch = createTokenFetch(source, { origins: both, fetch, now: () => 1_700_000_000_000 })
    expect((await tokenFetch('https://x.example/')).status).toBe(401)
    revoked = `Bearer ${source.token.accessToken}`
    expect((await tokenFetch('https://y.example/')).status).toBe(200)
    const before = source.renewals
    for (let i = 0; i < 10; i++) expect((await tokenFetch('https://x.example/')).status).toBe(401)
    expect(source.renewals).toBe(before)
  })

  test('from an API that refuses every token refreshes again if a clock was set back', async () => {
    let time = 1_700_000_000_000
    const source = fakeSource()
    const tokenFetch = createTokenFetch(source, { origins, fetch: answering(invalidToken), now: () => time })
    await tokenFetch(url)
    time -= 3_600_000
    await tokenFetch(url)
    expect(source.renewals).toBe(2)
  })

  test("that a refresh solved doesn't delay the next refresh", async () => {
    const source = fakeSource()
    const fetch = api(invalidToken(), ok(), invalidToken(), ok())
    const tokenFetch = createTokenFetch(source, { origins, fetch, now: () => 1_700_000_000_000 })
    expect([(await tokenFetch(url)).status, (await tokenFetch(url)).status]).toEqual([200, 200])
    expect(source.renewals).toBe(2)
  })

  test('leaves no unread body on the connection, before the second attempt or after a failed refresh', async () => {
    const cancelled = vi.fn()
    const unread = () => new Response(new ReadableStream({ cancel: cancelled }), { status: 401 })
    await createTokenFetch(fakeSource(), { origins, fetch: api(unread(), ok()) })(url)
    expect(cancelled).toHaveBeenCalledOnce()
    const source = fakeSource()
    const failing: TokenSource = {
      getAccessToken: async (options) => {
        if (options?.forceRenewal) throw new Error('down')
        return source.getAccessToken(options)
      },
    }
    await createTokenFetch(failing, { origins, fetch: api(unread()) })(url).catch(() => {})
    expect(cancelled).toHaveBeenCalledTimes(2)
  })
})

describe('a login as another user', () => {
  const change = (to: string | undefined) => {
    const source = Object.assign(fakeSource(), {
      session: 'alice' as string | undefined,
      sessionId: () => source.session,
    })
    const tokenFetch = createTokenFetch(source, {
      origins,
      fetch: answering((_, count) => {
        source.session = to
        source.token = { accessToken: 'token-of-whoever', tokenType: 'Bearer' }
        return count ? ok() : invalidToken()
      }),
    })
    return tokenFetch
  }

  test.each([['bob'], [undefined]])('during a request prevents its second attempt: %s', async (to) => {
    expect((await change(to)(url, { method: 'POST', body: 'from alice' })).status).toBe(401)
  })

  test('while the first token is requested fails the request, because the token may be of either user', async () => {
    const source = Object.assign(fakeSource(), { session: 'alice', sessionId: () => source.session })
    const changing: TokenSource = {
      sessionId: () => source.session,
      getAccessToken: async (options) => {
        const token = await source.getAccessToken(options)
        source.session = 'bob'
        return token
      },
    }
    const asking = createTokenFetch(changing, { origins, fetch: api() })(url)
    await expect(asking).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  })

  test.each(['bob', undefined])('while the proof is created fails the request before it is sent: %s', async (to) => {
    const source = Object.assign(fakeSource({ tokenType: 'DPoP', sessionId: 'alice' }), {
      session: 'alice' as string | undefined,
      sessionId: () => source.session,
    })
    const dpop = {
      createProof: async () => {
        source.session = to
        return 'proof'
      },
    }
    const asking = createTokenFetch(source, { origins, fetch: api(), dpop })(url)
    await expect(asking).rejects.toMatchObject({ code: 'session_ended' })
  })

  test("is noticed by the token's claims, even through a wrapper without a session ID", async () => {
    const source = fakeSource({ sessionId: 'alice' })
    const wrapped: TokenSource = { getAccessToken: (options) => source.getAccessToken(options) }
    const fetch = api(() => {
      source.token = { ...source.token, accessToken: 'of bob', sessionId: 'bob' }
      return redirectTo('/other', 307)
    })
    const asking = createTokenFetch(wrapped, { origins, fetch })(url, { method: 'POST', body: 'from alice' })
    await expect(asking).rejects.toMatchObject({ code: 'session_ended' })
    expect(fetch.authorizations()).toEqual(['Bearer token-1'])
  })

  test('during a redirect fails the request', async () => {
    const source = Object.assign(fakeSource(), { session: 'alice', sessionId: () => source.session })
    const fetch = api(() => {
      source.session = 'bob'
      return redirectTo('/other', 307)
    })
    const asking = createTokenFetch(source, { origins, fetch })(url, { method: 'POST', body: 'from alice' })
    await expect(asking).rejects.toMatchObject({ name: 'TokenSourceError', code: 'session_ended' })
  })

  test('as the same user prevents no second attempt', async () => {
    expect((await change('alice')(url)).status).toBe(200)
  })
})

describe('an event', () => {
  test('reports each request, whether it succeeded, failed or was retried, and shows no token', async () => {
    const events: TokenEvent[] = []
    const fetch = api(ok(), invalidToken(), ok(), new TypeError('fetch failed'))
    const onEvent = (event: TokenEvent) => void events.push(event)
    const tokenFetch = createTokenFetch(fakeSource(), { origins, fetch, onEvent, now: () => 7 })
    await tokenFetch(url)
    await tokenFetch(url, { method: 'DELETE' })
    await expect(tokenFetch(url)).rejects.toThrow('fetch failed')
    const about = (method: string) => ({ 'http.request.method': method })
    const origin = { address: 'https://api.example' }
    const timed = (method: string) => ({ ...about(method), 'grantkit.duration_ms': 0 })
    const answered = (method: string, status: number) => ({
      name: 'request.answered',
      at: 7,
      attributes: { ...timed(method), 'http.response.status_code': status },
      origin,
    })
    expect(events).toEqual([
      answered('GET', 200),
      answered('DELETE', 401),
      { name: 'request.resent', at: 7, attributes: { ...about('DELETE'), 'grantkit.resend.reason': 'token' }, origin },
      answered('DELETE', 200),
      { name: 'request.failed', at: 7, attributes: { ...timed('GET'), 'error.type': 'network' }, origin },
    ])
  })

  test('changes nothing if the hook throws', async () => {
    const onEvent = () => {
      throw new Error('no')
    }
    const fetch = api(invalidToken(), ok())
    expect((await createTokenFetch(fakeSource(), { origins, fetch, onEvent })(url)).status).toBe(200)
  })
})

describe('the signal of a request', () => {
  test.each([
    ['init', (signal: AbortSignal) => ({ input: url, init: { signal } })],
    ['a Request', (signal: AbortSignal) => ({ input: new Request(url, { signal }), init: undefined })],
  ])('in %s ends the wait for the token', async (_, request) => {
    const controller = new AbortController()
    const source: TokenSource = {
      getAccessToken: (options) =>
        new Promise((_, reject) => options?.signal?.addEventListener('abort', () => reject(options.signal?.reason))),
    }
    const { input, init } = request(controller.signal)
    const asking = createTokenFetch(source, { origins, fetch: api() })(input, init)
    const reason = new Error('changed my mind')
    controller.abort(reason)
    await expect(asking).rejects.toBe(reason)
  })

  const never = (): Promise<never> => new Promise(() => {})
  test.each<[string, TokenSource, object, Response[]]>([
    ['a source', { getAccessToken: never }, fakeSigner(), []],
    ['the proof of a signer', fakeSource({ tokenType: 'DPoP' }), { createProof: never }, []],
    [
      'the memory of a signer',
      fakeSource({ tokenType: 'DPoP' }),
      { createProof: async () => 'proof', rememberTime: never },
      [refusal('DPoP error="invalid_dpop_proof"', 401, { date: new Date().toUTCString() })],
    ],
  ])('ends the wait for %s that ignores its signal', async (_, source, dpop, replies) => {
    const controller = new AbortController()
    const fetch = api(...replies)
    const asking = createTokenFetch(source, { origins, fetch, dpop: dpop as never })(url, {
      signal: controller.signal,
    })
    const reason = new Error('changed my mind')
    setTimeout(() => controller.abort(reason), 5)
    await expect(asking).rejects.toBe(reason)
  })

  test('reaches fetch', async () => {
    const { signal } = new AbortController()
    const fetch = api(ok())
    await createTokenFetch(fakeSource(), { origins, fetch })(url, { signal })
    expect(fetch.requests[0]?.init?.signal).toBe(signal)
  })

  test('ends the wait for a refresh, which continues for the others', async () => {
    const controller = new AbortController()
    let renewed = (): void => {}
    const renewal = new Promise<void>((resolve) => {
      renewed = resolve
    })
    const source = fakeSource()
    const slow: TokenSource = {
      getAccessToken: async (options) => {
        if (options?.forceRenewal) await renewal
        return source.getAccessToken(options)
      },
    }
    const fetch = answering(({ headers }) =>
      headers.get('authorization') === 'Bearer token-1' ? invalidToken() : ok(),
    )
    const tokenFetch = createTokenFetch(slow, { origins, fetch })
    const impatient = tokenFetch(url, { signal: controller.signal })
    const patient = tokenFetch(url)
    while (fetch.requests.length < 2) await Promise.resolve()
    const reason = new Error('too slow')
    setTimeout(() => controller.abort(reason))
    await expect(impatient).rejects.toBe(reason)
    renewed()
    expect((await patient).status).toBe(200)
    expect(source.renewals).toBe(1)
  })
})

describe('a mistake in the arguments', () => {
  const call = createTokenFetch as (...all: unknown[]) => unknown
  test.each([
    ['no source', () => call(undefined, { origins }), 'source: pass a TokenSource'],
    ['a token for a source', () => call('token', { origins }), 'source: pass a TokenSource'],
    ['no origins', () => call(fakeSource(), {}), /^origins: pass a list .*\['https:\/\/api\.example'\]/],
    ['no options', () => call(fakeSource()), 'options: pass an object'],
    ['origins that are text', () => call(fakeSource(), { origins: 'https://api.example' }), /^origins: pass a list/],
    ['a fetch that is none', () => call(fakeSource(), { origins, fetch: 'fetch' }), 'fetch: pass a function'],
    ['a signer that is none', () => call(fakeSource(), { origins, dpop: {} }), /^dpop: pass a signer/],
    [
      'a limit that is none',
      () => call(fakeSource(), { origins, maxCopiedBytes: Number.NaN }),
      /^maxCopiedBytes: pass/,
    ],
  ])('is named with the fix when the fetch is created: %s', (_, make, message) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })
})
