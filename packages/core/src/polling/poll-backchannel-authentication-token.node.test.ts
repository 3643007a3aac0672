import { expect, test, vi } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { json, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'
import { pollBackchannelAuthenticationToken } from './poll-backchannel-authentication-token.ts'

const request = {
  address: 'https://as.example/token',
  clientId: 'till',
  authenticationRequestId: 'ari',
  intervalMs: 5000,
}
const pending = () => json({ error: 'authorization_pending' }, 400)

test('polls until there is a token', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  expect((await pollBackchannelAuthenticationToken(request, { fetch, clock })).isError).toBe(false)
  expect(clock.waited()).toBe(10_000)
  expect(fetch.requests[1]?.form.get('auth_req_id')).toBe('ari')
  expect(fetch.requests[1]?.form.get('grant_type')).toBe('urn:openid:params:grant-type:ciba')
})

test('a ping starts the next poll early, once', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock: { ...clock, sleep: slow(clock) }, wake: Promise.resolve() }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(5000)
})

test('a rejected ping starts a poll too, and polling continues', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock: { ...clock, sleep: slow(clock) }, wake: Promise.reject(new Error('lost')) }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(5000)
})

test('polling continues without a ping', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock, wake: new Promise(() => {}) }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(10_000)
})

test("a poll that timed out doesn't slow down the next ones", async () => {
  const clock = fakeClock()
  const hang = () => new Promise<Response>(() => {})
  const fetch = testFetch(hang, hang, token())
  const response = await pollBackchannelAuthenticationToken(request, { fetch, clock, timeoutMs: 10 })
  expect(response.isError).toBe(false)
  expect(clock.waited()).toBe(15_000)
})

test('a poll has a timeout longer than the 30 s that a server may take, unless the caller sets less', async () => {
  vi.useFakeTimers()
  try {
    const held = () => new Promise<Response>((resolve) => setTimeout(resolve, 30_000, token()))
    const options = { clock: fakeClock() }
    const patient = pollBackchannelAuthenticationToken(request, { ...options, fetch: testFetch(held) })
    const hasty = pollBackchannelAuthenticationToken(request, {
      ...options,
      fetch: testFetch(held, token()),
      timeoutMs: 50,
    })
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await Promise.all([patient, hasty])).map(({ isError }) => isError)).toEqual([false, false])
  } finally {
    vi.useRealTimers()
  }
})

test('no code is valid for longer than a day, whatever the server says', async () => {
  const clock = fakeClock()
  const fetch = async () => pending()
  const expiresAt = clock.now() + 10 * 365 * 86_400_000
  const login = { ...request, intervalMs: 300_000, expiresAt }
  expect(await pollBackchannelAuthenticationToken(login, { fetch, clock })).toMatchObject({ error: 'expired_token' })
  expect(clock.waited()).toBe(86_400_000)
})

test.each([
  [{ authenticationRequestId: undefined }, {}, /^authenticationRequestId: pass/],
  [{ address: 'nowhere' }, {}, /^address: pass/],
  [{}, { timeoutMs: -1 }, /^timeoutMs: pass/],
  [{ clientSecret: '' }, {}, /^clientSecret: pass/],
])('a mistake rejects before the first wait: %j %j', async (mistake, options, message) => {
  const clock = fakeClock()
  const asking = pollBackchannelAuthenticationToken({ ...request, ...mistake } as never, {
    fetch: testFetch(),
    clock,
    ...options,
  })
  await expect(asking).rejects.toThrow(message)
  expect(clock.waited()).toBe(0)
})

/** A sleep that takes a turn of the loop, so that a ping is faster; ended early it counts for nothing. */
function slow(clock: ReturnType<typeof fakeClock>) {
  return (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => resolve(clock.sleep(ms, signal) as Promise<void>))
      signal.addEventListener('abort', () => clearTimeout(timer))
    })
}
