import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Fetch,
  type RequestOptions,
  requestAuthorizationCodeToken,
  requestToken,
  type TokenResponse,
} from '../index.ts'
import { address, failure, success } from '../testing/ask.ts'
import { type StreamWatch, stream, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const ask = (options: RequestOptions): Promise<TokenResponse> =>
  requestToken({ address, clientId: 'app', grantType: 'any' }, options)

/** A promise that waits forever. */
const never = () => new Promise<never>(() => {})

/** A fetch that minds its signal, as the global one does, and never answers. */
const hanging: Fetch = (_, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

/** What a fetch leads to that answers with headers, then with `body` or nothing forever. */
const stalling =
  (watch: StreamWatch, status = 200): Fetch =>
  async () =>
    new Response(watch.body, { status })

/** A signal that knows who listens to it. */
function countedSignal(): { controller: AbortController; signal: AbortSignal; listeners: () => number } {
  const controller = new AbortController()
  const { signal } = controller
  const listening = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening.add(args[1])
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening.delete(args[1])
    remove(...args)
  }
  return { controller, signal, listeners: () => listening.size }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
})

describe('an unread body is cancelled, even if fetch ignores its signal:', () => {
  test.each<[string, (watch: StreamWatch) => Response, RequestOptions]>([
    ['after a timeout within it', ({ body }) => new Response(body), {}],
    ['after a timeout within a refusal', ({ body }) => new Response(body, { status: 400 }), {}],
    ['over the limit', ({ body }) => new Response(body), { maxBodyBytes: 3 }],
    ['of a redirect', ({ body }) => new Response(body, { status: 302 }), {}],
  ])('%s', async (_, answer, options) => {
    const watch = stream(['{"access', '_token":'], 'stall')
    const asking = ask({ fetch: async () => answer(watch), timeoutMs: 500, ...options })
    await vi.advanceTimersByTimeAsync(500)
    failure(await asking)
    await vi.advanceTimersByTimeAsync(1)
    expect(watch.cancelled).toBe(true)
  })

  test('after an abort', async () => {
    const watch = stream(['{'], 'stall')
    const controller = new AbortController()
    const caught = expect(ask({ fetch: stalling(watch), signal: controller.signal })).rejects.toBe('enough')
    await vi.advanceTimersByTimeAsync(1)
    controller.abort('enough')
    await caught
    await vi.advanceTimersByTimeAsync(1)
    expect(watch.cancelled).toBe(true)
  })

  test('of a response after the end of the call', async () => {
    const watch = stream(['{'], 'stall')
    const fetch: Fetch = () => new Promise((resolve) => setTimeout(() => resolve(new Response(watch.body)), 900))
    const asking = ask({ fetch, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(500)
    expect(failure(await asking).code).toBe('timeout')
    await vi.advanceTimersByTimeAsync(500)
    expect(watch).toMatchObject({ cancelled: true, pulled: 0 })
  })
})

describe('timeoutMs (PAIN 19)', () => {
  const timeout = { isError: true, errorType: 'exception', code: 'timeout', transient: true }

  test.each<[string, Fetch]>([
    ['minds its signal', hanging],
    ['ignores its signal', never],
  ])('ends a call if fetch never responds and %s', async (_, fetch) => {
    const asking = ask({ fetch, timeoutMs: 500 })
    let done = false
    void asking.then(() => {
      done = true
    })
    await vi.advanceTimersByTimeAsync(499)
    expect(done).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await asking).toMatchObject({ ...timeout, httpStatus: 0, error: expect.stringContaining('timeoutMs') })
  })

  test('is ten seconds by default', async () => {
    const asking = ask({ fetch: never })
    let done = false
    void asking.then(() => {
      done = true
    })
    await vi.advanceTimersByTimeAsync(9_999)
    expect(done).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await asking).toMatchObject(timeout)
  })

  test.each([200, 400, 500])('covers a stalled body, HTTP %i', async (status) => {
    for (const parts of [[], ['{"error":"invalid_grant"}'], ['{"access_token":"at"}']]) {
      const watch = stream(parts, 'stall')
      const asking = ask({ fetch: stalling(watch, status), timeoutMs: 500 })
      await vi.advanceTimersByTimeAsync(500)
      const response = failure(await asking)
      expect(response).toMatchObject({ ...timeout, httpStatus: status, json: undefined })
    }
  })

  test('covers headers and body together, not each of them', async () => {
    const fetch: Fetch = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      return new Response(stream([], 'stall').body)
    }
    const asking = ask({ fetch, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(500)
    expect(await asking).toMatchObject(timeout)
  })

  test('covers a body that arrives slowly without end', async () => {
    const fetch: Fetch = async (_, { signal }) => {
      const body = new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          if (signal?.aborted) controller.error(signal.reason)
          else controller.enqueue(new Uint8Array([32]))
        },
      })
      return new Response(body)
    }
    const asking = ask({ fetch, timeoutMs: 1_000 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(failure(await asking)).toMatchObject({ ...timeout, raw: expect.stringMatching(/^ {5,10}$/) })
    await vi.advanceTimersByTimeAsync(200)
  })

  test('covers a signer or an assertion function that hangs, and nothing is sent afterwards', async () => {
    for (const members of [{ dpop: { createProof: never } }, { clientAssertion: never }]) {
      const asking = requestToken({ address, grantType: 'any', ...members }, { fetch: testFetch(), timeoutMs: 500 })
      await vi.advanceTimersByTimeAsync(500)
      expect(await asking).toMatchObject(timeout)
    }
  })

  test('sends nothing after the timeout, even if a slow signer returns later', async () => {
    const createProof = () => new Promise<string>((resolve) => setTimeout(() => resolve('proof'), 600))
    const asking = requestToken(
      { address, grantType: 'any', dpop: { createProof } },
      { fetch: testFetch(), timeoutMs: 500 },
    )
    await vi.advanceTimersByTimeAsync(700)
    expect(await asking).toMatchObject(timeout)
  })

  test('covers both attempts of a DPoP call together', async () => {
    let attempts = 0
    const fetch: Fetch = async () => {
      attempts++
      await new Promise((resolve) => setTimeout(resolve, 400))
      return new Response('{"error":"use_dpop_nonce"}', { status: 400, headers: { 'dpop-nonce': 'n' } })
    }
    const dpop = { createProof: async () => 'proof' }
    const asking = requestToken({ address, grantType: 'any', dpop }, { fetch, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(500)
    expect(await asking).toMatchObject(timeout)
    expect(attempts).toBe(2)
    await vi.advanceTimersByTimeAsync(400)
  })

  test('tells the fetch to stop', async () => {
    let signal: AbortSignal | undefined
    const fetch: Fetch = (_, init) => {
      signal = init.signal as AbortSignal
      return never()
    }
    const asking = ask({ fetch, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(499)
    expect(signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await asking
    expect(signal?.aborted).toBe(true)
  })

  test("doesn't delay a response", async () => {
    const late: Fetch = () => new Promise((resolve) => setTimeout(() => resolve(token()), 1_000))
    const asking = ask({ fetch: late, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(500)
    const response = failure(await asking)
    const before = JSON.stringify([response, response.raw, response.headers])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(JSON.stringify([response, response.raw, response.headers])).toBe(before)
  })

  test("doesn't affect a response in time", async () => {
    const fetch: Fetch = () => new Promise((resolve) => setTimeout(() => resolve(token()), 499))
    const asking = ask({ fetch, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(499)
    success(await asking)
  })
})

describe("the caller's signal (PAIN 19)", () => {
  const reason = new Error('the user went away')

  test('rejects with its reason if it is already aborted, and nothing is sent', async () => {
    const { signal, listeners } = countedSignal()
    await expect(ask({ fetch: testFetch(), signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(ask({ fetch: testFetch(), signal: AbortSignal.abort('a string') })).rejects.toBe('a string')
    await expect(ask({ fetch: testFetch(), signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    success(await ask({ fetch: testFetch(token()), signal }))
    expect(listeners()).toBe(0)
  })

  test.each<[string, () => Fetch]>([
    ['before the headers', () => hanging],
    ['before the headers, if fetch ignores it', () => never],
    ['within the body', () => stalling(stream(['{"access_token":'], 'stall'))],
    ['within the body of a refusal', () => stalling(stream(['{"error":'], 'stall'), 400)],
  ])('rejects with its reason %s', async (_, fetch) => {
    const { controller, signal, listeners } = countedSignal()
    const asking = ask({ fetch: fetch(), signal })
    const caught = expect(asking).rejects.toBe(reason)
    await vi.advanceTimersByTimeAsync(100)
    expect(listeners()).toBe(1)
    controller.abort(reason)
    await caught
    expect(listeners()).toBe(0)
  })

  test('rejects with undefined if that is the reason of a custom signal', async () => {
    const controller = new AbortController()
    Object.defineProperty(controller.signal, 'reason', { value: null })
    const caught = expect(ask({ fetch: never, signal: controller.signal })).rejects.toBeNull()
    controller.abort()
    await caught
  })

  test('is distinguished from a timeout', async () => {
    const { signal, listeners } = countedSignal()
    const asking = ask({ fetch: hanging, signal, timeoutMs: 500 })
    await vi.advanceTimersByTimeAsync(500)
    expect(await asking).toMatchObject({ code: 'timeout' })
    expect(listeners()).toBe(0)
  })

  test('aborts the fetch', async () => {
    const { controller } = countedSignal()
    let signal: AbortSignal | undefined
    const fetch: Fetch = (_, init) => {
      signal = init.signal as AbortSignal
      return never()
    }
    const caught = expect(ask({ fetch, signal: controller.signal })).rejects.toBe(reason)
    await vi.advanceTimersByTimeAsync(1)
    controller.abort(reason)
    await caught
    expect(signal?.aborted).toBe(true)
  })

  test('changes nothing if it aborts after the call', async () => {
    const { controller, signal, listeners } = countedSignal()
    success(await ask({ fetch: testFetch(token()), signal }))
    expect(listeners()).toBe(0)
    controller.abort(reason)
  })

  test('prevents the request if it aborts while the signer works', async () => {
    const { controller, signal } = countedSignal()
    const createProof = () => new Promise<string>((resolve) => setTimeout(() => resolve('proof'), 200))
    const asking = requestToken({ address, grantType: 'any', dpop: { createProof } }, { fetch: testFetch(), signal })
    const caught = expect(asking).rejects.toBe(reason)
    await vi.advanceTimersByTimeAsync(100)
    controller.abort(reason)
    await caught
    await vi.advanceTimersByTimeAsync(200)
  })

  test('has no listener after the call, whatever the result', async () => {
    const { signal, listeners } = countedSignal()
    const replies = [token(), token({ error: 'e' }, 400), new TypeError('x'), token({}, 302), token({}, 503)]
    for (const reply of replies) await ask({ fetch: testFetch(reply), signal })
    await expect(requestToken({ address, grantType: '' }, { fetch: testFetch(), signal })).rejects.toThrow(TypeError)
    const dpop = { createProof: () => Promise.reject(reason) }
    await expect(requestToken({ address, grantType: 'a', dpop }, { fetch: testFetch(), signal })).rejects.toBe(reason)
    expect(listeners()).toBe(0)
  })
})

describe('maxBodyBytes', () => {
  const endless = function* () {
    for (;;) yield 'x'.repeat(1_000)
  }

  test('stops reading an endless body', async () => {
    const watch = stream(endless())
    let signal: AbortSignal | undefined
    const fetch: Fetch = async (_, init) => {
      signal = init.signal as AbortSignal
      return new Response(watch.body)
    }
    expect(await ask({ fetch, maxBodyBytes: 10_000 })).toMatchObject({
      errorType: 'exception',
      code: 'body_too_large',
      transient: false,
    })
    expect(watch.pulled).toBeLessThanOrEqual(12)
    // the connection goes either way: the stream is cancelled, or the fetch is told to
    expect(watch.cancelled || signal?.aborted).toBe(true)
  })

  test('is 1 MiB by default', async () => {
    const padded = (size: number) => `{"access_token":"at","token_type":"${'x'.repeat(size - 37)}"}`
    expect(padded(1_048_576)).toHaveLength(1_048_576)
    expect(await ask({ fetch: testFetch(new Response(padded(1_048_576))) })).toMatchObject({ isError: false })
    expect(await ask({ fetch: testFetch(new Response(padded(1_048_577))) })).toMatchObject({ code: 'body_too_large' })
  })

  test('counts bytes, not characters', async () => {
    const body = '{"access_token":"é€😀"}'
    const { length } = new TextEncoder().encode(body)
    expect(length).toBeGreaterThan(body.length)
    expect(await ask({ fetch: testFetch(new Response(body)), maxBodyBytes: length })).toMatchObject({
      accessToken: 'é€😀',
    })
    expect(await ask({ fetch: testFetch(new Response(body)), maxBodyBytes: length - 1 })).toMatchObject({
      code: 'body_too_large',
    })
  })

  test('applies whatever Content-Length says', async () => {
    for (const claim of ['5', '0', '99999999', '-1', 'x']) {
      const reply = () =>
        new Response(stream(['{"access_token":', '"at"}']).body, { headers: { 'content-length': claim } })
      expect(await ask({ fetch: testFetch(reply), maxBodyBytes: 15 }), claim).toMatchObject({ code: 'body_too_large' })
    }
  })

  test('applies to a fetch without streams', async () => {
    const withoutStream = { status: 200, statusText: '', type: 'basic', headers: new Headers(), body: undefined }
    const reply = (text: string) => () =>
      ({
        ...withoutStream,
        text: async () => text,
        arrayBuffer: async () => new TextEncoder().encode(text).buffer,
      }) as unknown as Response
    expect(await ask({ fetch: testFetch(reply('{"access_token":"at"}')) })).toMatchObject({ accessToken: 'at' })
    expect(await ask({ fetch: testFetch(reply('x'.repeat(100))), maxBodyBytes: 99 })).toMatchObject({
      code: 'body_too_large',
    })
  })
})

test('a code is not sent again after a timeout (PAIN 18)', async () => {
  let requests = 0
  const fetch: Fetch = () => {
    requests++
    return never()
  }
  const request = { address, code: 'c', redirectUri: 'https://app.example/cb' }
  const asking = requestAuthorizationCodeToken(request, { fetch, timeoutMs: 500 })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await asking).toMatchObject({ code: 'timeout' })
  expect(requests).toBe(1)
})
