import ky, { type KyInstance } from 'ky'
import { beforeEach, describe, expect, test } from 'vitest'
import { answering, api, invalidToken, ok, redirectTo, refusal } from '../../tokens/src/testing/api.ts'
import { fakeSigner } from '../../tokens/src/testing/fake-signer.ts'
import { fakeSource } from '../../tokens/src/testing/fake-source.ts'
import { withTokens } from './index.ts'

const origins = ['https://api.example']
const retry = { limit: 2, delay: () => 0 }
const unavailable = () => new Response('later', { status: 503 })

describe('a ky with tokens', () => {
  test('sends them only to the origins (PAIN 31)', async () => {
    const fetch = api(ok(), ok())
    const source = fakeSource()
    const client = withTokens(ky.create({ fetch }), source, { origins })
    expect(await client.get('https://api.example/things').text()).toBe('ok')
    await client.get('https://elsewhere.example/things')
    expect(fetch.authorizations()).toEqual(['Bearer token-1', null])
    expect(source.asked).toHaveLength(1)
  })

  test("doesn't change the original instance", async () => {
    const fetch = api(ok())
    const plain = ky.create({ fetch })
    withTokens(plain, fakeSource(), { origins })
    await plain.get('https://api.example/things')
    expect(fetch.authorizations()).toEqual([null])
  })

  test('sends DPoP proofs, and retries with the nonce that the API requires (PAIN 13)', async () => {
    const fetch = api(refusal('DPoP error="use_dpop_nonce"', 401, { 'dpop-nonce': 'n1' }), ok())
    const options = { origins, dpop: fakeSigner() }
    await withTokens(ky.create({ fetch }), fakeSource({ tokenType: 'DPoP' }), options).get('https://api.example/')
    expect(fetch.requests.map(({ headers }) => headers.get('dpop'))).toEqual(['proof-1-none', 'proof-2-n1'])
  })

  test.each<[string, (plain: KyInstance) => KyInstance, string]>([
    ['prefix', (plain) => plain.extend({ prefix: 'https://api.example/v1' }), 'things'],
    ['baseUrl', (plain) => plain.extend({ baseUrl: 'https://api.example/v1/' }), 'things'],
    ['searchParams', (plain) => plain.extend({ searchParams: { a: 1 } }), 'https://api.example/v1/things'],
  ])('works with ky’s %s, whether set before or after', async (name, extend, input) => {
    const fetch = api(ok(), ok())
    const plain = ky.create({ fetch })
    await withTokens(extend(plain), fakeSource(), { origins }).get(input)
    await extend(withTokens(plain, fakeSource(), { origins })).get(input)
    const url = `https://api.example/v1/things${name === 'searchParams' ? '?a=1' : ''}`
    expect(fetch.requests.map((request) => request.url)).toEqual([url, url])
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-1'])
  })

  test('works with json, headers and the hooks of the instance', async () => {
    const steps: string[] = []
    const fetch = api(() => Response.json({ id: 7 }))
    const plain = ky.create({
      fetch,
      headers: { 'x-mine': '1' },
      hooks: {
        beforeRequest: [({ request }) => request.headers.set('x-hook', '2')],
        afterResponse: [({ response }) => void steps.push(`after ${response.status}`)],
      },
    })
    const answer = await withTokens(plain, fakeSource(), { origins })
      .post('https://api.example/', { json: { a: 1 } })
      .json()
    expect(answer).toEqual({ id: 7 })
    expect(steps).toEqual(['after 200'])
    const [request] = fetch.requests
    expect(request).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect(['x-mine', 'x-hook', 'content-type', 'authorization'].map((name) => request?.headers.get(name))).toEqual([
      '1',
      '2',
      'application/json',
      'Bearer token-1',
    ])
  })

  test('uses the fetch of a call, and keeps a state for each', async () => {
    const source = fakeSource()
    const fetch = api(invalidToken(), ok(), ok())
    const client = withTokens(ky, source, { origins })
    await client.get('https://api.example/', { fetch })
    await client.get('https://api.example/', { fetch })
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2'])
    expect(source.renewals).toBe(1)
  })

  test('can use the tokens of another source for other origins', async () => {
    const fetch = api(ok(), ok())
    const one = withTokens(ky.create({ fetch }), fakeSource({ accessToken: 'one' }), {
      origins: ['https://one.example'],
    })
    const both = withTokens(one, fakeSource({ accessToken: 'two' }), { origins: ['https://two.example'] })
    await both.get('https://one.example/')
    await both.get('https://two.example/')
    expect(fetch.authorizations()).toEqual(['Bearer one', 'Bearer two'])
  })

  test('checks the origin again after a hook changed the request (PAIN 31)', async () => {
    const fetch = api(ok())
    const beforeRequest = [({ request }: { request: Request }) => new Request('https://evil.example/', request)]
    await withTokens(ky.create({ fetch, hooks: { beforeRequest } }), fakeSource(), { origins }).get(
      'https://api.example/',
    )
    expect(fetch.requests[0]?.url).toBe('https://evil.example/')
    expect(fetch.authorizations()).toEqual([null])
  })

  test('follows a redirect out of the origins without the token (PAIN 31)', async () => {
    const fetch = api(redirectTo('https://evil.example/'), ok())
    await withTokens(ky.create({ fetch }), fakeSource(), { origins }).get('https://api.example/')
    expect(fetch.authorizations()).toEqual(['Bearer token-1', null])
  })
})

describe('a 401', () => {
  test('is handled below ky: neither its retries nor its hooks see it (PAIN 30)', async () => {
    const seen: string[] = []
    const fetch = api(invalidToken(), ok())
    const plain = ky.create({
      fetch,
      retry: 0,
      hooks: {
        beforeRetry: [() => void seen.push('retry')],
        afterResponse: [({ response }) => void seen.push(`${response.status}`)],
      },
    })
    const source = fakeSource()
    await withTokens(plain, source, { origins }).post('https://api.example/', { json: { a: 1 } })
    expect(seen).toEqual(['200'])
    expect(source.renewals).toBe(1)
    expect(fetch.requests.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}'])
  })

  test("doesn't count as a retry of ky", async () => {
    const fetch = api(invalidToken(), unavailable(), unavailable(), ok())
    const source = fakeSource()
    const client = withTokens(ky.create({ fetch, retry }), source, { origins })
    expect(await client.get('https://api.example/').text()).toBe('ok')
    expect(fetch.authorizations()).toEqual(['Bearer token-1', ...Array(3).fill('Bearer token-2')])
  })

  test('after one refresh is ky’s HTTPError, without a loop (PAIN 30)', async () => {
    const fetch = api(invalidToken(), invalidToken())
    const source = fakeSource()
    const asking = withTokens(ky.create({ fetch, retry }), source, { origins }).get('https://api.example/')
    await expect(asking).rejects.toMatchObject({ name: 'HTTPError', data: 'refused' })
    expect(source.renewals).toBe(1)
  })

  test('that ky retries itself refreshes at most once a minute (PAIN 18)', async () => {
    const fetch = answering(invalidToken)
    const source = fakeSource()
    const stubborn = { ...retry, statusCodes: [401] }
    const asking = withTokens(ky.create({ fetch, retry: stubborn }), source, { origins }).get('https://api.example/')
    await expect(asking).rejects.toMatchObject({ name: 'HTTPError' })
    expect(source.renewals).toBe(1)
    expect(fetch.requests.length).toBeLessThanOrEqual(4)
  })

  test.each(['json', 'body'] as const)(
    'of many requests at once causes one refresh, with %s (PAIN 1)',
    async (kind) => {
      const source = fakeSource()
      const fetch = answering(({ headers }) =>
        headers.get('authorization') === 'Bearer token-1' ? invalidToken() : ok(),
      )
      const client = withTokens(ky.create({ fetch }), source, { origins })
      await Promise.all(Array.from({ length: 10 }, () => client.post('https://api.example/', { [kind]: '1' })))
      expect(source.renewals).toBe(1)
    },
  )

  test('to a stream is returned: the stream is never sent again (PAIN 30)', async () => {
    let sent = 0
    const fetch = async () => {
      sent++
      return invalidToken()
    }
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('x'))
        controller.close()
      },
    })
    const source = fakeSource()
    const options = { body, throwHttpErrors: false, retry: 0, duplex: 'half' }
    const response = await withTokens(ky.create({ fetch }), source, { origins }).post('https://api.example/', options)
    expect(response.status).toBe(401)
    expect(sent).toBe(1)
  })
})

describe('a login as another user', () => {
  const users = () =>
    Object.assign(fakeSource({ sessionId: 'alice' }), {
      session: 'alice' as string | undefined,
      sessionId: () => source.session,
    })
  let source = users()
  const switchTo = (session: string | undefined): void => {
    source.session = session
    source.token = { accessToken: `of ${session}`, tokenType: 'Bearer', ...(session && { sessionId: session }) }
  }
  beforeEach(() => {
    source = users()
  })

  test.each(['bob', undefined])('between the token and the request fails the request: %s', async (to) => {
    const { getAccessToken } = source
    source.getAccessToken = async (options) => {
      const token = await getAccessToken(options)
      switchTo(to)
      return token
    }
    const client = withTokens(ky.create({ fetch: api(), retry }), source, { origins })
    const asking = client.post('https://api.example/', { json: { from: 'alice' } })
    await expect(asking).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  })

  test.each(['bob', undefined])('during a request prevents its second attempt: %s', async (to) => {
    const fetch = api(() => {
      switchTo(to)
      return invalidToken()
    })
    const client = withTokens(ky.create({ fetch, retry: 0, throwHttpErrors: false }), source, { origins })
    expect((await client.post('https://api.example/', { json: { from: 'alice' } })).status).toBe(401)
    expect(fetch.authorizations()).toEqual(['Bearer token-1'])
  })

  test("as the same user doesn't prevent a second attempt", async () => {
    const fetch = api(invalidToken(), ok())
    await withTokens(ky.create({ fetch, retry: 0 }), source, { origins }).get('https://api.example/')
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-2'])
  })
})

describe('ky’s own retry', () => {
  test('gets the current token for each attempt', async () => {
    const source = fakeSource()
    const fetch = api(() => {
      source.token = { accessToken: 'newer', tokenType: 'Bearer' }
      return unavailable()
    }, ok())
    await withTokens(ky.create({ fetch, retry }), source, { origins }).get('https://api.example/')
    expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer newer'])
  })

  test("doesn't retry a failure of the source", async () => {
    let asked = 0
    const failure = Object.assign(new Error('no token'), { name: 'TokenSourceError', transient: true })
    const source = {
      getAccessToken: () => {
        asked++
        return Promise.reject(failure)
      },
    }
    const client = withTokens(ky.create({ fetch: api(), retry }), source, { origins })
    await expect(client.get('https://api.example/')).rejects.toBe(failure)
    expect(asked).toBe(1)
  })
})

describe('ky’s timeout', () => {
  test.each(['timeout', 'totalTimeout'] as const)('ends the wait for a token: %s (PAIN 19)', async (name) => {
    let reason: unknown
    const source = {
      getAccessToken: ({ signal }: { signal?: AbortSignal } = {}) =>
        new Promise<never>((_, reject) => {
          signal?.addEventListener('abort', () => {
            reason = signal.reason
            reject(reason)
          })
        }),
    }
    // long enough for a busy engine to ask for the token before it ends
    const client = withTokens(ky.create({ fetch: api(), [name]: 500 }), source, { origins })
    await expect(client.get('https://api.example/')).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(reason).toBeInstanceOf(DOMException)
  })

  test('and the signal of a call end it', async () => {
    const controller = new AbortController()
    controller.abort(new Error('changed my mind'))
    const client = withTokens(ky.create({ fetch: api() }), fakeSource(), { origins })
    await expect(client.get('https://api.example/', { signal: controller.signal })).rejects.toThrow('changed my mind')
  })
})

test('no error of ky’s shows the token (PAIN 14)', async () => {
  const source = fakeSource({ accessToken: 'planted-token' })
  const replies = [refusal('Bearer error="insufficient_scope"', 403), new TypeError('Failed to fetch')]
  const client = withTokens(ky.create({ fetch: api(...replies), retry: 0 }), source, { origins })
  for (const name of ['HTTPError', 'NetworkError']) {
    const error = await client.get('https://api.example/').catch((thrown) => thrown)
    expect(error.name).toBe(name)
    const { request, options, response } = error
    const shown = [...request.headers, ...(options?.headers ?? []), ...(response?.headers ?? [])]
    expect(`${shown} ${error.stack} ${JSON.stringify(error)}`).not.toContain('planted')
  }
})

describe('a mistake in the arguments', () => {
  const call = withTokens as (...all: unknown[]) => unknown
  test.each([
    ['no ky', () => call(undefined, fakeSource(), { origins }), /^ky: pass a ky instance/],
    ['a fetch for a ky', () => call(fetch, fakeSource(), { origins }), /^ky: pass a ky instance/],
    ['no source', () => call(ky, undefined, { origins }), /^source: pass/],
    ['no origins', () => call(ky, fakeSource(), {}), /^origins: pass/],
  ])('is named with the fix, before anything is sent: %s', (_, make, message) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })
})
