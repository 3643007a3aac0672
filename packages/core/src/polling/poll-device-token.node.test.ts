import { describe, expect, test, vi } from 'vitest'
import { failure } from '../testing/ask.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { json, text, token } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'
import type { PollOptions, PollProgress } from './poll.ts'
import { type PollDeviceTokenRequest, pollDeviceToken } from './poll-device-token.ts'

const address = 'https://as.example/token'
const pending = () => json({ error: 'authorization_pending' }, 400)
const slowDown = () => json({ error: 'slow_down' }, 400)

/** A login that is polled with these replies; `waits` are the milliseconds before each poll, and to the end. */
async function login(replies: Reply[], request: Partial<PollDeviceTokenRequest> = {}, options: PollOptions = {}) {
  const clock = fakeClock()
  const waits: number[] = []
  const fetch = testFetch(
    ...replies.map(
      (reply): Reply =>
        (seen) => {
          waits.push(clock.waited())
          if (reply instanceof Error) throw reply
          return typeof reply === 'function' ? reply(seen) : reply
        },
    ),
  )
  const response = await pollDeviceToken(
    { address, clientId: 'tv', deviceCode: 'dc', ...request },
    { fetch, clock, ...options },
  )
  return { response, fetch, clock, waits, rest: clock.waited() }
}

test('PAIN 34: polls every 5 s until there is a token', async () => {
  const { response, waits, fetch } = await login([pending(), pending(), token()])
  expect(response).toMatchObject({ isError: false, accessToken: 'at' })
  expect(waits).toEqual([5000, 5000, 5000])
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({
    client_id: 'tv',
    device_code: 'dc',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  })
})

test("PAIN 34: uses the server's interval, and each slow_down adds 5 s permanently", async () => {
  const { waits } = await login([pending(), slowDown(), pending(), slowDown(), pending(), token()], {
    intervalMs: 2000,
  })
  expect(waits).toEqual([2000, 2000, 7000, 7000, 12_000, 12_000])
})

test("PAIN 34: continues after GitHub's authorization_pending and slow_down with status 200", async () => {
  const { response, waits } = await login([
    json({ error: 'authorization_pending' }),
    json({ error: 'slow_down', interval: 10 }),
    text('error=authorization_pending', 200),
    token(),
  ])
  expect(response.isError).toBe(false)
  expect(waits).toEqual([5000, 5000, 10_000, 10_000])
})

test.each([
  ['access_denied', () => json({ error: 'access_denied' }, 400)],
  ['expired_token', () => json({ error: 'expired_token' }, 400)],
  ['invalid_client', () => json({ error: 'invalid_client' }, 401)],
  ['access_denied', () => json({ error: 'access_denied' }, 200)],
  ['invalid_response', () => json({ token: 'at' })],
  ['Not Found', () => new Response('', { status: 404, statusText: 'Not Found' })],
])('PAIN 34: %s ends the wait', async (error, reply) => {
  expect(failure((await login([pending(), reply()])).response).error).toBe(error)
})

test('PAIN 34: a transient failure counts as pending, and doubles the wait up to eightfold', async () => {
  const { response, waits } = await login([
    new TypeError('offline'),
    text('', 503),
    text('<html>', 200),
    text('', 429),
    text('', 502),
    pending(),
    new TypeError('offline'),
    token(),
  ])
  expect(response.isError).toBe(false)
  expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 40_000, 40_000, 5000, 10_000])
})

test('PAIN 34: a poll that hangs counts as pending', async () => {
  const { response, waits } = await login([() => new Promise(() => {}), token()], {}, { timeoutMs: 10 })
  expect(response.isError).toBe(false)
  expect(waits).toEqual([5000, 10_000])
})

test('PAIN 34: Retry-After is used if it is longer', async () => {
  const replies = [
    text('', 503, { 'retry-after': '60' }),
    text('', 429, { 'retry-after': '1' }),
    json({ error: 'authorization_pending' }, 400, { 'retry-after': '7' }),
    token(),
  ]
  expect((await login(replies)).waits).toEqual([5000, 60_000, 20_000, 7000])
})

describe('PAIN 34: the deadline', () => {
  test('ends the wait with expired_token, without a response from the server', async () => {
    const expiresAt = fakeClock().now() + 12_000
    const { response, waits, rest } = await login([pending(), pending()], { expiresAt })
    expect(waits).toEqual([5000, 5000])
    expect(rest).toBe(2000)
    const expired = { isError: true, error: 'expired_token', code: 'oauth_error', transient: false, httpStatus: 0 }
    expect(response).toMatchObject(expired)
  })

  test('prevents all polls if it has passed', async () => {
    expect(failure((await login([], { expiresAt: 1 })).response).error).toBe('expired_token')
  })

  test('applies if the server never responds', async () => {
    const expiresAt = fakeClock().now() + 60_000
    const { response } = await login(
      [1, 2, 3].map(() => new TypeError('offline')),
      { expiresAt },
    )
    expect(failure(response).error).toBe('expired_token')
  })

  test('applies despite a Retry-After of a day', async () => {
    const expiresAt = fakeClock().now() + 60_000
    const { rest } = await login([text('', 503, { 'retry-after': '86400' })], { expiresAt })
    expect(rest).toBe(55_000)
  })

  test.each([undefined, Number.NaN, -1])('is half an hour away if the server gave none: %s', async (expiresAt) => {
    const clock = fakeClock()
    const fetch = async () => pending()
    const start = clock.now()
    const request = { address, clientId: 'tv', deviceCode: 'dc', expiresAt }
    expect(failure(await pollDeviceToken(request, { fetch, clock })).error).toBe('expired_token')
    expect(clock.now() - start).toBe(1_800_000)
  })
})

test.each([
  [0, 5000],
  [-1, 5000],
  [Number.NaN, 5000],
  [undefined, 5000],
  [1, 1],
  [1_000_000, 300_000],
  [1_000_000_000, 300_000],
  [Number.POSITIVE_INFINITY, 300_000],
])('PAIN 34: an interval of %s ms means %s', async (intervalMs, wait) => {
  expect((await login([token()], { intervalMs })).waits).toEqual([wait])
})

test('PAIN 34: waits in short steps, and polls as soon as a sleeping machine wakes up', async () => {
  const { clock, waits } = await login([token()], { intervalMs: 12_000 })
  expect(waits).toEqual([12_000])
  expect(clock.slept).toEqual([5000, 5000, 2000])
  const laptop = fakeClock()
  const doze = vi.fn(async () => {
    laptop.time += 3_600_000
  })
  const request = {
    address,
    clientId: 'tv',
    deviceCode: 'dc',
    intervalMs: 300_000,
    expiresAt: laptop.now() + 7_200_000,
  }
  const woken = await pollDeviceToken(request, { fetch: testFetch(token()), clock: { ...laptop, sleep: doze } })
  expect(woken.isError).toBe(false)
  expect(doze).toHaveBeenCalledTimes(1)
})

test('PAIN 34: calls onProgress after each poll that did not end the wait', async () => {
  const seen: PollProgress[] = []
  const onProgress = (progress: PollProgress) => void seen.push(progress)
  await login([pending(), slowDown(), text('', 500), token()], {}, { onProgress })
  expect(seen.map(({ attempt, response, waitMs }) => [attempt, response.error, waitMs])).toEqual([
    [1, 'authorization_pending', 5000],
    [2, 'slow_down', 10_000],
    [3, 'HTTP 500', 20_000],
  ])
})

test('an onProgress that throws or rejects does not end the wait', async () => {
  for (const onProgress of [() => Promise.reject(new Error('hook')), () => raise()]) {
    const { response } = await login([pending(), token()], {}, { onProgress: onProgress as never })
    expect(response.isError).toBe(false)
  }
})

test.each([
  ['onProgress', { onProgress: 'x' }],
  ['now', { now: null }],
  ['signal', { signal: false }],
])('a mistake in %s rejects at once, before the first wait', async (field, options) => {
  const fetch = testFetch()
  const waiting = pollDeviceToken({ address, clientId: 'tv', deviceCode: 'dc' }, { fetch, ...options } as never)
  await expect(waiting).rejects.toThrow(`${field}: pass `)
})

function raise(): never {
  throw new Error('hook')
}

describe('PAIN 34: an abort', () => {
  test('ends a wait at once, and leaves no timer', async () => {
    vi.useFakeTimers()
    try {
      const controller = new AbortController()
      const request = { address, clientId: 'tv', deviceCode: 'dc' }
      const waiting = pollDeviceToken(request, { fetch: testFetch(), signal: controller.signal })
      await Promise.resolve()
      expect(vi.getTimerCount()).toBe(1)
      controller.abort('enough')
      await expect(waiting).rejects.toBe('enough')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('ends a poll at once', async () => {
    const controller = new AbortController()
    const hung: Reply = () => {
      controller.abort('enough')
      return new Promise(() => {})
    }
    await expect(login([hung], {}, { signal: controller.signal })).rejects.toBe('enough')
  })

  test('before the first wait prevents all requests', async () => {
    await expect(login([], {}, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  })
})

test('a mistake rejects before anything is sent', async () => {
  await expect(login([], { address: 'http://as.example' })).rejects.toThrow('address')
  await expect(login([], { deviceCode: '' })).rejects.toThrow('deviceCode')
})

test('each poll makes a fresh assertion', async () => {
  let made = 0
  const clientAssertion = () => ({ type: 'urn:x', value: `assertion ${++made}` })
  const { fetch } = await login([pending(), pending(), token()], { clientAssertion })
  expect(fetch.requests.map(({ form }) => form.get('client_assertion'))).toEqual([
    'assertion 1',
    'assertion 2',
    'assertion 3',
  ])
})

test('uses the system clock by default', async () => {
  const { setTimeout: reallyLater } = globalThis
  vi.useFakeTimers()
  const untilItWaits = async () => {
    while (!vi.getTimerCount()) await new Promise((turn) => reallyLater(turn, 1))
  }
  try {
    const fetch = testFetch(pending(), token())
    let waiting: ReturnType<typeof pollDeviceToken> | undefined
    const firstPoll = new Promise((onProgress) => {
      const request = { address, clientId: 'tv', deviceCode: 'dc', intervalMs: 7000 }
      waiting = pollDeviceToken(request, { fetch, onProgress })
    })
    await untilItWaits()
    await vi.advanceTimersByTimeAsync(6999)
    expect(fetch.requests).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    await firstPoll
    await untilItWaits()
    // setting the system's clock back by a day must not make the wait a day longer
    vi.setSystemTime(Date.now() - 86_400_000)
    await vi.advanceTimersByTimeAsync(7000)
    expect((await waiting)?.isError).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
