import {
  getJsonWebKeySet,
  getUserInfo,
  introspectToken,
  pushAuthorization,
  type RequestOptions,
  readClient,
  registerClient,
  requestBackchannelAuthentication,
  requestClientCredentialsToken,
  requestDeviceAuthorization,
  requestPasswordToken,
  requestToken,
  revokeToken,
  updateClient,
} from 'grantkit'
import ky, { type KyInstance, type Options } from 'ky'
import { describe, expect, test } from 'vitest'
import { failure, success } from '../../core/src/testing/ask.ts'
import { canary, hasty, looks, plantedRequests, shapesOf, visibleText } from '../../core/src/testing/canary.ts'
import { everyGrant, least } from '../../core/src/testing/every-grant.ts'
import { json, opaqueRedirect, text, token } from '../../core/src/testing/replies.ts'
import { type Api, answering, api, redirectTo } from '../../tokens/src/testing/api.ts'
import { kyFetch } from './index.ts'

const address = 'https://as.example/token'
const machine = { address, clientId: 'app', clientSecret: 'secret' }
const retry = { limit: 2, delay: () => 0 }
const unavailable = (headers = {}) => text('later', 503, headers)

/** The options of a call over ky over these replies. */
function over(fetch: Api, options: Options = {}): RequestOptions {
  return { fetch: kyFetch(ky.create({ fetch, retry, ...options })) }
}

type Ask = (options: RequestOptions) => Promise<{ isError: boolean }>
const at = { address: 'https://as.example/endpoint' }
const app = { ...at, clientId: 'app' }
const dpop = { createProof: async () => 'proof' }
const clientAssertion = { type: 'urn:t', value: 'jwt' }
const metadata = { redirect_uris: [] }
const managed = { ...at, registrationAccessToken: 'rat' }

const retried: [string, Ask][] = [
  ['client credentials', (options) => requestClientCredentialsToken(machine, options)],
  ['a password', (options) => requestPasswordToken({ ...machine, username: 'u', password: 'p' }, options)],
  ['the keys of a server', (options) => getJsonWebKeySet(at, options)],
  ['user info', (options) => getUserInfo({ ...at, accessToken: 'at', expectedSubject: 'alice' }, options)],
  ['introspection', (options) => introspectToken({ ...app, token: 't' }, options)],
  ['revocation', (options) => revokeToken({ ...app, token: 't' }, options)],
  ['a pushed authorization', (options) => pushAuthorization({ ...app, redirectUri: 'https://a.example/' }, options)],
  ['the reading of a registration', (options) => readClient(managed, options)],
]

const once: [string, Ask][] = [
  ...everyGrant
    .filter(({ grantType }) => !/^(client_credentials|password)$/.test(grantType))
    .map((grant): [string, Ask] => [grant.grantType, (options) => grant.ask(least(grant), options)]),
  [
    'client credentials with an assertion',
    (options) => requestClientCredentialsToken({ ...app, clientAssertion }, options),
  ],
  ['client credentials with a proof', (options) => requestClientCredentialsToken({ ...machine, dpop }, options)],
  [
    'user info with a proof',
    (options) => getUserInfo({ ...at, accessToken: 'at', expectedSubject: 'a', dpop }, options),
  ],
  ['a signed authorization request', (options) => pushAuthorization({ ...app, request: 'jwt' }, options)],
  ['a device login', (options) => requestDeviceAuthorization(app, options)],
  [
    'a question to a person',
    (options) => requestBackchannelAuthentication({ ...app, scope: 'openid', loginHint: 'a' }, options),
  ],
  ['a registration', (options) => registerClient({ ...at, metadata }, options)],
  ['the change of a registration', (options) => updateClient({ ...managed, metadata: { client_id: 'app' } }, options)],
]

describe('a request that may reach the server twice', () => {
  test.each(retried)('is retried after a 503: %s', async (_, ask) => {
    const fetch = api(unavailable(), unavailable(), json({ error: 'invalid_request' }, 400))
    expect(await ask(over(fetch))).toMatchObject({ isError: true, code: 'oauth_error' })
    const [first, , last] = fetch.requests
    expect(last).toMatchObject({ url: first?.url, method: first?.method, body: first?.body })
    expect([...(last?.headers ?? [])]).toEqual([...(first?.headers ?? [])])
  })

  test.each(retried)('is retried after a network failure: %s', async (_, ask) => {
    const fetch = api(new TypeError('Failed to fetch'), json({ error: 'invalid_request' }, 400))
    expect(await ask(over(fetch))).toMatchObject({ isError: true, code: 'oauth_error' })
  })

  test('is retried as often as ky’s retry says', async () => {
    for (const limit of [0, 1, 4]) {
      const fetch = api(...Array.from({ length: limit + 1 }, () => unavailable()))
      const options = over(fetch, { retry: { ...retry, limit } })
      expect(failure(await requestClientCredentialsToken(machine, options)).httpStatus).toBe(503)
    }
    const fetch = api(unavailable())
    expect(failure(await requestClientCredentialsToken(machine, over(fetch, { retry: 0 }))).httpStatus).toBe(503)
  })

  test.each([400, 401, 403, 404, 413, 501])('is not retried after a %i', async (status) => {
    const fetch = api(text('no', status))
    expect(failure(await requestClientCredentialsToken(machine, over(fetch)))).toMatchObject({
      httpStatus: status,
      raw: 'no',
    })
  })

  test('is retried after the status codes of ky’s retry, and by its shouldRetry', async () => {
    const teapot = api(text('', 418), token())
    success(await requestClientCredentialsToken(machine, over(teapot, { retry: { ...retry, statusCodes: [418] } })))
    const vetoed = api(unavailable())
    const shouldRetry = () => false
    const response = await requestClientCredentialsToken(machine, over(vetoed, { retry: { ...retry, shouldRetry } }))
    expect(failure(response)).toMatchObject({ httpStatus: 503, raw: 'later' })
  })
})

describe('a request that works only once', () => {
  test.each(once)('is sent once, whatever the response: %s (PAIN 18)', async (_, ask) => {
    const fetch = api(unavailable({ 'retry-after': '0' }))
    const stubborn = { ...retry, methods: ['get', 'post', 'put'], shouldRetry: () => true }
    const response = await ask(over(fetch, { retry: stubborn as Options['retry'] & object }))
    expect(response).toMatchObject({ isError: true, httpStatus: 503, raw: 'later', retryAfterMs: 0 })
  })

  test.each(once)('is sent once, even after a network failure: %s (PAIN 18)', async (_, ask) => {
    const fetch = api(new TypeError('Failed to fetch'))
    expect(await ask(over(fetch))).toMatchObject({ isError: true, code: 'network', transient: true })
  })

  test('is sent again by grantkit if the server requires a nonce (PAIN 13)', async () => {
    const fetch = api(json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n' }), token())
    success(await requestClientCredentialsToken({ ...machine, dpop }, over(fetch)))
  })
})

describe('a response', () => {
  test('is the same as without ky after the last attempt', async () => {
    for (const reply of [
      () =>
        json({ error: 'temporarily_unavailable', error_description: 'é' }, 503, { 'retry-after': '7', 'x-id': '1' }),
      () => text('<h1>down</h1>', 502, { 'content-type': 'text/html' }),
      () => text(null, 500),
      () => json('not an object', 504),
      () => text('{"error": broken', 503, { 'content-type': 'application/json' }),
    ]) {
      const direct = failure(await requestClientCredentialsToken(machine, { fetch: api(reply), now: () => 0 }))
      const options = over(answering(reply))
      const viaKy = failure(await requestClientCredentialsToken(machine, { ...options, now: () => 0 }))
      expect(viaKy).toEqual(direct)
      expect([viaKy.raw, viaKy.json, viaKy.headers]).toEqual([direct.raw, direct.json, direct.headers])
    }
  })

  test('is not followed if it is a redirect (PAIN 15)', async () => {
    for (const reply of [redirectTo('https://evil.example/'), opaqueRedirect()]) {
      const fetch = api(reply)
      expect(failure(await requestClientCredentialsToken(machine, over(fetch))).code).toBe('redirect')
      expect(fetch.requests[0]?.redirect).toBe('manual')
    }
  })

  test("with a too long Retry-After isn't retried: the failure has the time (PAIN 18)", async () => {
    for (const wait of ['6', '3600', new Date(Date.now() + 600_000).toUTCString()]) {
      const fetch = api(text('', 429, { 'retry-after': wait }))
      const response = failure(await requestClientCredentialsToken(machine, over(fetch)))
      expect(response).toMatchObject({ code: 'http_error', httpStatus: 429, transient: true })
      expect(response.retryAfterMs).toBeGreaterThan(5000)
    }
  })

  test('with a wait in another header is retried after maxRetryAfterMs at most', async () => {
    const fetch = api(text('', 429, { 'ratelimit-reset': '3600' }), token())
    const byKy = kyFetch(ky.create({ fetch }), { maxRetryAfterMs: 5 })
    success(await requestClientCredentialsToken(machine, { fetch: byKy, timeoutMs: 5000 }))
  })

  test.each(['0', 'soon', new Date(0).toUTCString()])('without a wait is retried at once: %s', async (wait) => {
    const fetch = api(text('', 429, { 'retry-after': wait }), token())
    success(await requestClientCredentialsToken(machine, over(fetch)))
  })
})

describe("the instance's", () => {
  test('hooks and fetch are used', async () => {
    const seen: string[] = []
    const fetch = api(unavailable(), token())
    const hooks = {
      beforeRequest: [() => void seen.push('request')],
      beforeRetry: [() => void seen.push('retry')],
      afterResponse: [({ response }: { response: Response }) => void seen.push(`${response.status}`)],
    }
    success(await requestClientCredentialsToken(machine, over(fetch, { hooks })))
    expect(seen).toEqual(['request', '503', 'retry', '200'])
  })

  test('address, headers and body are ignored: those are grantkit’s', async () => {
    const fetch = api(token(), token())
    const own: Options = {
      prefix: 'https://api.example',
      baseUrl: 'https://api.example',
      searchParams: { a: 1 },
      headers: { authorization: 'Bearer of-the-api', 'x-mine': '1' },
      json: { a: 1 },
      method: 'PUT',
      throwHttpErrors: true,
      parseJson: () => 'other',
    }
    success(await requestClientCredentialsToken({ address, clientId: 'app' }, over(fetch, own)))
    const direct = api(token())
    success(await requestClientCredentialsToken({ address, clientId: 'app' }, { fetch: direct }))
    const [viaKy, plain] = [fetch.requests[0], direct.requests[0]]
    expect(viaKy).toMatchObject({ url: address, method: 'POST', body: plain?.body })
    expect([...(viaKy?.headers ?? [])]).toEqual([...(plain?.headers ?? [])])
    success(await requestClientCredentialsToken(machine, over(fetch, own)))
    expect(fetch.requests[1]?.headers.get('authorization')).toMatch(/^Basic /)
  })
})

describe('the timeout of a call', () => {
  const never = () => new Promise<Response>(() => {})

  test('is grantkit’s: ky’s timeouts have no effect (PAIN 19)', async () => {
    for (const options of [{ timeout: 5 }, { totalTimeout: 5 }, { timeout: 60_000, totalTimeout: 60_000 }]) {
      const slow = answering(() => async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        return token()
      })
      if (options.timeout !== 60_000) success(await requestClientCredentialsToken(machine, over(slow, options)))
      const hanging = over(
        answering(() => never),
        options,
      )
      const response = await requestClientCredentialsToken(machine, { ...hanging, timeoutMs: 20 })
      expect(failure(response).code).toBe('timeout')
    }
  })

  test('ends the wait for the next attempt, which is never sent', async () => {
    const fetch = api(unavailable({ 'retry-after': '5' }))
    const response = await requestClientCredentialsToken(machine, { ...over(fetch), timeoutMs: 20 })
    expect(failure(response).code).toBe('timeout')
  })

  test('also ends when the caller’s signal aborts, with its reason', async () => {
    const controller = new AbortController()
    const fetch = api(() => {
      controller.abort(new Error('changed my mind'))
      return unavailable()
    })
    const asking = requestClientCredentialsToken(machine, { ...over(fetch), signal: controller.signal })
    await expect(asking).rejects.toThrow('changed my mind')
  })
})

test.each(Object.entries(looks))(
  'a %s secret of the request shows in no failure over ky (PAIN 14)',
  async (_, look) => {
    const find = (response: object) =>
      shapesOf(response).flatMap((shape) => visibleText(shape).filter((shown) => shown.includes(canary)))
    for (const { title, grant, request } of plantedRequests(look)) {
      for (const reply of [
        new TypeError('Failed to fetch'),
        new Error('odd'),
        unavailable(),
        json({ error: 'no' }, 400),
      ]) {
        const fetch = answering(() => (reply instanceof Error ? reply : reply.clone()))
        const response = failure(await grant.ask(request, { ...over(fetch), ...hasty }))
        expect(find(response), title).toEqual([])
      }
    }
  },
)

describe('a mistake in the arguments', () => {
  const call = kyFetch as (...all: unknown[]) => unknown
  test.each([
    ['no ky', () => call(undefined), /^ky: pass a ky instance/],
    ['a fetch for a ky', () => call(fetch), /^ky: pass a ky instance/],
    ['a wait that is none', () => call(ky, { maxRetryAfterMs: Number.NaN }), /^maxRetryAfterMs: pass/],
  ])('is named with the fix: %s', (_, make, message) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })

  test('of a request is a TypeError before ky is called', async () => {
    const request = { grantType: '', address } as never
    await expect(requestToken(request, over(api()))).rejects.toThrow(TypeError)
    const instance: KyInstance = ky
    expect(kyFetch(instance)).toBeTypeOf('function')
  })
})
