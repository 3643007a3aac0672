import { expect, test } from 'vitest'
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

test('a ping brings the next poll forward, once', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock: { ...clock, sleep: slow(clock) }, wake: Promise.resolve() }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(5000)
})

test('a ping that fails is one as well, and polls go on after it', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock: { ...clock, sleep: slow(clock) }, wake: Promise.reject(new Error('lost')) }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(5000)
})

test('polls go on where no ping comes', async () => {
  const clock = fakeClock()
  const fetch = testFetch(pending(), token())
  const options = { fetch, clock, wake: new Promise(() => {}) }
  expect((await pollBackchannelAuthenticationToken(request, options)).isError).toBe(false)
  expect(clock.waited()).toBe(10_000)
})

/** A sleep that takes a turn of the loop, so that a ping is faster; ended early it counts for nothing. */
function slow(clock: ReturnType<typeof fakeClock>) {
  return (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => resolve(clock.sleep(ms, signal) as Promise<void>))
      signal.addEventListener('abort', () => clearTimeout(timer))
    })
}
