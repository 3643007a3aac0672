import { expect, test } from 'vitest'
import { json } from '../../core/src/testing/replies.ts'
import { createUserTokens, type TokenEvent, type UserTokensSettings } from './index.ts'
import { manualClock, settled } from './testing/manual-clock.ts'
import { type RotatingServerSettings, rotatingServer } from './testing/rotating-server.ts'
import { sharedStore } from './testing/shared-store.ts'

interface Fork extends Partial<RotatingServerSettings> {
  late: number
  slow?: number
  on?: 'there' | 'back'
}

/**
 * Two processes; the answer to the first comes so late that the second has taken over. `late` is how long the first waits,
 * `slow` the second, in milliseconds of the clock.
 */
async function forked({ overlapMs = 0, late, slow = 0, on = 'back', ...others }: Fork) {
  const clock = manualClock()
  const server = rotatingServer({ ...others, now: clock.now, overlapMs })
  const store = sharedStore()
  const events: TokenEvent[] = []
  let sent = 0
  const delayed =
    (there: number, back: number): UserTokensSettings['fetch'] =>
    async (url, init) => {
      sent++
      if (there) await clock.sleep(there, new AbortController().signal)
      const response = await server.fetch(url, init)
      if (back) await clock.sleep(back, new AbortController().signal)
      return response
    }
  const source = (fetch: UserTokensSettings['fetch']) =>
    createUserTokens({
      address: 'https://as.example/token',
      clientId: 'app',
      key: 'user',
      // the store alone, whatever else a page would tell its tabs
      channel: false,
      clock,
      store,
      random: () => 0,
      onEvent: (event) => events.push(event),
      ...(fetch && { fetch }),
    })
  const first = source(on === 'there' ? delayed(late, 0) : delayed(0, late))
  await first.startSession(server.login())
  clock.time += 400_000
  const told = (promise: Promise<{ accessToken: string }>) =>
    promise.then(
      ({ accessToken }) => accessToken,
      (error) => error.reason ?? error.code,
    )
  const one = told(first.getAccessToken())
  while (!sent) await settled()
  const second = source(delayed(0, slow))
  const two = told(second.getAccessToken())
  while (clock.sleeping() < 2) await settled()
  await clock.advance(120_000)
  return { clock, server, store, events, first, second, got: await Promise.all([one, two]) }
}

test('a response is discarded if another process has rotated meanwhile, and all use one refresh token (PAIN 2)', async () => {
  const { server, store, got, second, clock } = await forked({ overlapMs: 60_000, late: 60_000 })
  expect(got).toEqual(['at-5', 'at-5'])
  expect(store.record()).toMatchObject({ refreshToken: 'rt-6' })
  clock.time += 400_000
  await second.getAccessToken()
  expect(server.reused()).toBe(0)
})

test("a response during another process's refresh is stored, and that of the later request stays (PAIN 2)", async () => {
  const { server, store, got } = await forked({ overlapMs: 60_000, late: 16_000, slow: 30_000 })
  expect(got[1]).toBe('at-5')
  expect(store.record()).toMatchObject({ refreshToken: 'rt-6' })
  expect(store.record()).not.toHaveProperty('attempt')
  expect(server.reused()).toBe(0)
})

test('a late response restores a session that another process considered lost (PAIN 21)', async () => {
  const { store, got, events } = await forked({ overlapMs: 0, late: 60_000 })
  expect(got).toEqual(['at-3', 'rotation_lost'])
  expect(store.record()).toMatchObject({ refreshToken: 'rt-4' })
  expect(store.record()).not.toHaveProperty('ended')
  expect(events.filter(({ name }) => name === 'session.ended')).toHaveLength(1)
})

test('a refused process continues with the tokens of another process (PAIN 2)', async () => {
  const { store, got } = await forked({ overlapMs: 0, late: 16_000, slow: 30_000 })
  expect(got).toEqual(['at-3', 'at-3'])
  expect(store.record()).toMatchObject({ refreshToken: 'rt-4' })
  expect(store.record()).not.toHaveProperty('attempt')
})

test('a refused process waits for the result of the process that took over (PAIN 2)', async () => {
  const { store, got, events } = await forked({ revokesFamily: false, late: 20_000, on: 'there', slow: 30_000 })
  expect(got).toEqual(['at-3', 'at-3'])
  expect(store.record()).toMatchObject({ refreshToken: 'rt-4' })
  expect(events.map(({ name }) => name)).not.toContain('session.ended')
})

test('a mark that was written too slowly is written again before anything is sent', async () => {
  const clock = manualClock()
  const server = rotatingServer({ now: clock.now })
  const store = sharedStore()
  const tokens = createUserTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    key: 'user',
    clock,
    store,
    fetch: server.fetch,
  })
  await tokens.startSession(server.login())
  clock.time += 400_000
  const { set } = store
  const marks: string[] = []
  store.set = async (key, value, options) => {
    if (value.includes('attempt') && marks.push(value) === 1) clock.time += 5000
    return set(key, value, options)
  }
  expect((await tokens.getAccessToken()).accessToken).toBe('at-3')
  expect(marks).toHaveLength(2)
  expect(JSON.parse(marks[1] ?? '')).toMatchObject({ claims: 2 })
  expect(JSON.parse(marks[1] ?? '')).not.toHaveProperty('lost')
})

test('a store whose comparison always fails neither ends a session nor makes a call hang', async () => {
  const clock = manualClock()
  const server = rotatingServer({ now: clock.now })
  const store = sharedStore()
  const tokens = createUserTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    key: 'user',
    clock,
    store,
    fetch: () => Promise.resolve(json({})),
  })
  await tokens.startSession(server.login())
  clock.time += 400_000
  store.set = async () => false
  const failed = expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'store_failed', transient: true })
  await clock.asleep()
  await clock.advance(60_000)
  await failed
})
