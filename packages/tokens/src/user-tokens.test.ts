import { expect, test } from 'vitest'
import { json, text } from '../../core/src/testing/replies.ts'
import {
  createMemoryLock,
  createUserTokens,
  type TokenEvent,
  type UserTokens,
  type UserTokensSettings,
} from './index.ts'
import { manualClock, settled } from './testing/manual-clock.ts'
import { type RotatingServerSettings, rotatingServer } from './testing/rotating-server.ts'
import { sharedStore } from './testing/shared-store.ts'

const address = 'https://as.example/token'
const minute = 60_000

/** A server, a store, and what makes sources over the two. */
function world(server: Partial<RotatingServerSettings> = {}, shared: Partial<UserTokensSettings> = {}) {
  const clock = manualClock()
  const as = rotatingServer({ now: clock.now, ...server })
  const store = sharedStore()
  const events: TokenEvent[] = []
  const source = (settings: Partial<UserTokensSettings> = {}): UserTokens =>
    createUserTokens({
      address,
      clientId: 'app',
      key: 'user',
      fetch: as.fetch,
      clock,
      store,
      random: () => 0,
      onEvent: (event) => events.push(event),
      ...shared,
      ...settings,
    })
  const loggedIn = async (settings?: Partial<UserTokensSettings>): Promise<UserTokens> => {
    const tokens = source(settings)
    await tokens.startSession(as.login())
    return tokens
  }
  /** Lets the clock run until it is settled; hashing takes turns of its own. */
  const outcome = async <T>(promise: Promise<T>): Promise<T> => {
    let over = false
    const end = () => {
      over = true
    }
    promise.then(end, end)
    for (let round = 0; round < 5000 && !over; round++) {
      await settled()
      if (!over && clock.sleeping()) await clock.advance(clock.untilNext())
    }
    return promise
  }
  return { clock, as, store, events, source, loggedIn, outcome }
}
const names = (events: TokenEvent[]): string[] => events.map(({ name }) => name)

test('five concurrent callers make one refresh (PAIN 1)', async () => {
  const { clock, as, loggedIn } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  const got = await Promise.all(Array.from({ length: 5 }, () => tokens.getAccessToken()))
  expect(new Set(got.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(as.forms).toHaveLength(1)
  expect((await tokens.getAccessToken()).accessToken).toBe(got[0]?.accessToken)
  expect(as.forms).toHaveLength(1)
})

test.each([
  ['a store that compares', true, false],
  ['a store that does not, with a lock', false, true],
  ['a store that does not, without a lock', false, false],
])('ten sources over %s make one refresh (PAIN 2)', async (_, compares, locks) => {
  const { clock, as, source, outcome } = world(
    {},
    { store: sharedStore({ compares }), ...(locks && { lock: createMemoryLock() }) },
  )
  const sources = Array.from({ length: 10 }, () => source())
  await sources[0]?.startSession(as.login())
  clock.time += 400_000
  const got = await outcome(Promise.all(sources.map((tokens) => tokens.getAccessToken())))
  expect(new Set(got.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(as.forms).toHaveLength(1)
})

test("the next source reads the previous one's tokens from the store (PAIN 2)", async () => {
  const { clock, as, source, loggedIn, events } = world()
  const first = await loggedIn()
  clock.time += 400_000
  const { accessToken } = await first.getAccessToken()
  events.length = 0
  const second = source()
  expect((await second.getAccessToken()).accessToken).toBe(accessToken)
  expect(names(events)).toEqual(['token.adopted'])
  // due, but served while it is renewed
  clock.time += 290_000
  expect((await source().getAccessToken()).accessToken).toBe(accessToken)
  expect(as.forms).toHaveLength(1)
})

test('a source with the old token uses the rotated one instead (PAIN 1, 2)', async () => {
  const { as, source, loggedIn } = world()
  const first = await loggedIn()
  const second = source()
  await second.getAccessToken()
  const { accessToken } = await first.getAccessToken({ forceRenewal: true })
  expect((await second.getAccessToken({ forceRenewal: true })).accessToken).toBe(accessToken)
  expect(as.forms).toHaveLength(1)
})

test('the next refresh token is in the store before any caller gets the access token (PAIN 21)', async () => {
  const { clock, store, loggedIn } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  let text = ''
  const { set } = store
  store.set = async (key, value, options) => {
    const written = await set(key, value, options)
    await settled()
    text = value
    return written
  }
  const { accessToken } = await tokens.getAccessToken()
  expect(text).toContain(`"${accessToken}"`)
  expect(text).toContain('"refreshToken":"rt-4"')
})

test("keeps the refresh token, the ID token and the scope if a response doesn't repeat them (PAIN 20)", async () => {
  const { clock, as, source, store } = world({ rotates: false })
  const tokens = source()
  await tokens.startSession({ ...as.login(), idToken: 'id', scope: 'openid a' })
  for (let round = 0; round < 3; round++) {
    clock.time += 400_000
    expect(await tokens.getAccessToken()).toMatchObject({ scope: 'openid a' })
  }
  expect(store.record()).toMatchObject({ refreshToken: 'rt-2', idToken: 'id', scope: 'openid a' })
  expect(await source().getSession()).toEqual({ idToken: 'id', scope: 'openid a', sessionId: tokens.sessionId() })
  expect(as.forms.map((form) => form.get('refresh_token'))).toEqual(['rt-2', 'rt-2', 'rt-2'])
})

const passing: [string, () => Response | Promise<Response>][] = [
  ['offline', () => Promise.reject(new TypeError('offline'))],
  ['408', () => text('', 408)],
  ['425', () => text('', 425)],
  ['429', () => text('', 429)],
  ['500', () => text('', 500)],
  ['an HTML page under 502', () => text('<p>', 502)],
  ['an HTML page under 200', () => text('<p>')],
  ['temporarily_unavailable', () => json({ error: 'temporarily_unavailable' }, 503)],
  ['invalid_grant under 503', () => json({ error: 'invalid_grant' }, 503)],
]
test.each(passing)("%s doesn't end the session, and a valid token is still returned (PAIN 4)", async (_, reply) => {
  const { clock, as, loggedIn, source } = world({
    overlapMs: 1,
    fault: (count) => (count < 2 ? async () => reply() : undefined),
  })
  const tokens = await loggedIn()
  clock.time += 250_000
  const { accessToken } = await tokens.getAccessToken()
  await clock.advance(0)
  expect(as.forms).toHaveLength(1)
  expect((await tokens.getAccessToken()).accessToken).toBe(accessToken)
  expect((await source().getAccessToken()).accessToken).toBe(accessToken)
  clock.time += 50_000
  expect((await tokens.getAccessToken()).accessToken).not.toBe(accessToken)
  expect(as.forms).toHaveLength(2)
})

test('all processes pause after a failure, for the time in Retry-After (PAIN 18)', async () => {
  const reply = text('', 503, { 'retry-after': '30' })
  const { clock, as, loggedIn, source } = world({ fault: (count) => (count < 2 ? reply : undefined) })
  const first = await loggedIn()
  const second = source()
  clock.time += 400_000
  await expect(first.getAccessToken()).rejects.toMatchObject({
    code: 'renewal_failed',
    transient: true,
    retryAfterMs: 30_000,
  })
  clock.time += 10_000
  await expect(second.getAccessToken()).rejects.toMatchObject({ transient: true, retryAfterMs: 20_000 })
  await expect(first.getAccessToken()).rejects.toMatchObject({ error: 'HTTP 503', retryAfterMs: 20_000 })
  clock.time += 20_000
  await second.getAccessToken()
  expect(as.forms).toHaveLength(2)
})

test('a pause set by a clock far ahead applies once (PAIN 12, 18)', async () => {
  const { clock, store, loggedIn } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  store.edit({ rest: { until: clock.time + 1000 * minute, waitMs: 5000, failures: 1, error: 'timeout' } })
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ error: 'timeout', retryAfterMs: 5000 })
  clock.time += 5000
  await tokens.getAccessToken()
})

test('a refused refresh token ends the session for all processes that share it (PAIN 4)', async () => {
  const { clock, as, loggedIn, source, events } = world()
  const first = await loggedIn()
  const second = source()
  await second.getAccessToken()
  as.revokeAll()
  clock.time += 400_000
  const ended = { code: 'session_ended', reason: 'revoked', transient: false }
  await expect(first.getAccessToken()).rejects.toMatchObject(ended)
  await expect(second.getAccessToken()).rejects.toMatchObject(ended)
  await expect(first.getAccessToken()).rejects.toMatchObject(ended)
  await expect(source().getAccessToken()).rejects.toMatchObject(ended)
  expect(as.forms).toHaveLength(1)
  expect(
    events
      .filter(({ name }) => name === 'session.ended')
      .map(({ attributes }) => attributes['grantkit.session.end_reason']),
  ).toEqual(['revoked', 'revoked'])
  expect(first.sessionId()).toBeUndefined()
})

test('a refused refresh token is replaced by a newer one from the store (PAIN 2)', async () => {
  const { clock, as, loggedIn, store } = world({
    fault: (count) =>
      count > 1
        ? undefined
        : async () => {
            // somebody who knows nothing of marks has signed in with another token meanwhile
            store.edit({ refreshToken: as.login().refreshToken })
            return json({ error: 'invalid_grant' }, 400)
          },
  })
  const tokens = await loggedIn()
  clock.time += 400_000
  expect((await tokens.getAccessToken()).accessToken).toMatch(/^at-/)
  expect(as.forms.map((form) => form.get('refresh_token'))).toEqual(['rt-2', 'rt-4'])
})

test.each(['invalid_client', 'invalid_scope', 'unauthorized_client', 'invalid_request'])(
  '%s fails the call without ending the session, and is not retried at once',
  async (error) => {
    const { clock, as, loggedIn } = world({ fault: (count) => (count < 2 ? json({ error }, 400) : undefined) })
    const tokens = await loggedIn()
    clock.time += 400_000
    const refusal = { code: 'renewal_failed', error, transient: false, httpStatus: 400 }
    await expect(tokens.getAccessToken()).rejects.toMatchObject(refusal)
    await expect(tokens.getAccessToken()).rejects.toMatchObject(refusal)
    expect(as.forms).toHaveLength(1)
    clock.time += 2000
    await tokens.getAccessToken()
  },
)

test('a lost response leads to one retry, and to rotation_lost if that is refused (PAIN 21)', async () => {
  const { clock, as, loggedIn } = world({ fault: (count) => (count < 2 ? 'lost' : undefined) })
  const tokens = await loggedIn()
  clock.time += 400_000
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ error: 'connection reset', transient: true })
  clock.time += 2000
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'rotation_lost' })
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ reason: 'rotation_lost' })
  expect(as.forms).toHaveLength(2)
})

test('a lost response has no effect if the server still accepts the refresh token (PAIN 21)', async () => {
  const { clock, as, loggedIn, store } = world({
    overlapMs: minute,
    fault: (count) => (count < 2 ? 'lost' : undefined),
  })
  const tokens = await loggedIn()
  clock.time += 400_000
  await tokens.getAccessToken().catch(() => {})
  expect(store.record()).toMatchObject({ lost: true })
  clock.time += 2000
  await tokens.getAccessToken()
  expect(store.record()).not.toHaveProperty('lost')
  // and from then on a refusal is a refusal
  as.revokeAll()
  clock.time += 400_000
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ reason: 'revoked' })
})

test('after a crash the mark shows a lost response, and the next process takes over when it is sure (PAIN 21)', async () => {
  const { clock, as, store, source, outcome, events } = world({
    fault: (count) => (count < 2 ? () => new Promise(() => {}) : undefined),
  })
  const crashed = source({ fetch: as.fetch })
  await crashed.startSession(as.login())
  clock.time += 400_000
  crashed.getAccessToken().catch(() => {})
  while (!as.forms.length) await settled()
  expect(store.record()).toMatchObject({ attempt: { startedAt: clock.time } })
  const before = clock.time
  // its own clock: the other machine's may be wrong by an hour
  store.edit({ attempt: { id: 'other', startedAt: before - 60 * minute } })
  await outcome(source().getAccessToken())
  expect(clock.time - before).toBeGreaterThan(10_000)
  expect(clock.time - before).toBeLessThan(20_000)
  expect(names(events)).toContain('session.taken_over')
  expect(as.forms).toHaveLength(2)
})

test('a process waits for a refresh of another one, with or without a lock (PAIN 2, 3)', async () => {
  let answer = (): void => {}
  const { clock, as, source, loggedIn, outcome } = world({ fault: () => undefined }, {})
  const slow: UserTokensSettings['fetch'] = async (url, init) => {
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return as.fetch(url, init)
  }
  const first = await loggedIn({ fetch: slow })
  clock.time += 400_000
  const one = first.getAccessToken()
  const two = source().getAccessToken()
  await clock.asleep()
  await clock.advance(3000)
  expect(as.forms).toHaveLength(0)
  answer()
  expect((await outcome(two)).accessToken).toBe((await one).accessToken)
  expect(as.forms).toHaveLength(1)
})

test('the session survives a lock that is stuck or fails, or hangs or fails after the task (PAIN 3)', async () => {
  const { clock, as, source, loggedIn, outcome, events } = world()
  await loggedIn()
  const locks = [
    { withLock: () => new Promise<never>(() => {}) },
    { withLock: () => Promise.reject(new Error('broken')) },
    { withLock: async (_: string, task: () => Promise<unknown>) => task().then(() => new Promise<never>(() => {})) },
    {
      withLock: async (_: string, task: () => Promise<unknown>) =>
        task().then(() => Promise.reject(new Error('lease lost'))),
    },
  ]
  for (const lock of locks) {
    clock.time += 400_000
    await outcome(source({ lock }).getAccessToken())
  }
  expect(as.forms).toHaveLength(4)
  expect(as.reused()).toBe(0)
  expect(names(events).filter((name) => name === 'lock.missed')).toHaveLength(2)
})

test('while writes to the store fail no caller gets the new token, and nothing is lost (PAIN 21)', async () => {
  const { clock, as, store, source, loggedIn, outcome } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  store.down = (operation, value) => operation === 'set' && !value?.includes('attempt')
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'store_failed', transient: true })
  await clock.advance(5000)
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'store_failed' })
  store.down = undefined
  await clock.advance(20_000)
  expect(store.record()).toMatchObject({ refreshToken: 'rt-4' })
  const { accessToken } = await outcome(source().getAccessToken())
  expect((await tokens.getAccessToken()).accessToken).toBe(accessToken)
  expect(as.forms).toHaveLength(1)
})

test("a store that fails doesn't end the session: a valid token is returned, or else a transient failure (PAIN 4)", async () => {
  const { clock, store, loggedIn, source, as } = world()
  const tokens = await loggedIn()
  store.down = () => true
  clock.time += 290_000
  expect((await tokens.getAccessToken()).accessToken).toBe('at-1')
  const failure = await source()
    .getAccessToken()
    .catch((error) => error)
  expect(failure).toMatchObject({ code: 'store_failed', transient: true })
  expect(JSON.stringify(failure) + String(failure)).not.toContain('down')
  clock.time += 20_000
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'store_failed' })
  expect(as.forms).toHaveLength(0)
  store.down = undefined
  await tokens.getAccessToken()
})

test('the store may drop an unused session after the configured time', async () => {
  const { store, clock, loggedIn, outcome } = world()
  const lifetimes: unknown[] = []
  const { set } = store
  store.set = (key, value, options) => {
    lifetimes.push(options?.ttlMs)
    return set(key, value, options)
  }
  const tokens = await loggedIn({ sessionTtlMs: 86_400_000 })
  clock.time += 400_000
  await outcome(tokens.getAccessToken())
  // the login, the mark, what the refresh brought
  expect(lifetimes).toEqual([86_400_000, 86_400_000, 86_400_000])
})

test('a store that hangs counts as failed, and a session that it wrote late is not lost', async () => {
  const { store, clock, loggedIn, outcome, as } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  const { get } = store
  store.get = () => new Promise(() => {})
  const failure = await outcome(tokens.getAccessToken().catch((error) => error))
  expect(failure).toMatchObject({ code: 'store_failed', transient: true })
  expect(as.forms).toHaveLength(0)
  store.get = get
  await outcome(tokens.getAccessToken())
  expect(as.forms).toHaveLength(1)
})

test('a process recognizes its own mark, even if the write seemed to fail', async () => {
  const { clock, store, loggedIn, as } = world()
  const tokens = await loggedIn()
  clock.time += 400_000
  const { set } = store
  store.set = async (...args) => {
    await set(...args)
    store.set = set
    throw new Error('timeout')
  }
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'store_failed' })
  const before = clock.time
  await tokens.getAccessToken()
  expect(clock.time).toBe(before)
  expect(as.forms).toHaveLength(1)
})

test('serves several APIs from one refresh token, rotating it one after the other (PAIN 28)', async () => {
  const { as, loggedIn, source } = world()
  const tokens = await loggedIn()
  const a = tokens.forResource({ resource: 'https://a.example/' })
  const b = tokens.forResource({ resource: 'https://b.example/', scope: 'x y' })
  const got = await Promise.all([a.getAccessToken(), b.getAccessToken(), a.getAccessToken(), tokens.getAccessToken()])
  const [ofA, ofB, ofAToo, own] = got.map(({ accessToken }) => accessToken)
  // either API may come first
  expect([`${ofA} ${ofB}`, `${ofB} ${ofA}`].sort()[0]).toMatch(
    /^at-3-https:..[ab].example. at-5-https:..[ab].example.$/,
  )
  expect(ofA).toMatch(/-https:..a.example.$/)
  expect(ofB).toMatch(/-https:..b.example.$/)
  expect([ofAToo, own]).toEqual([ofA, 'at-1'])
  expect(as.forms.map((form) => form.get('refresh_token'))).toEqual(['rt-2', 'rt-4'])
  expect(as.forms.map((form) => form.get('scope')).sort()).toEqual([null, 'x y'])
  // each is kept, here and for others; the order of a scope's words doesn't matter
  await a.getAccessToken()
  await tokens.forResource({ resource: ['https://b.example/'], scope: ['y', 'x'] }).getAccessToken()
  expect((await source().forResource({ resource: 'https://a.example/' }).getAccessToken()).accessToken).toBe(ofA)
  expect(as.forms).toHaveLength(2)
})

test('one API that is refused leaves the others alone (PAIN 28)', async () => {
  const { as, loggedIn } = world({ fault: (count) => (count < 2 ? json({ error: 'invalid_target' }, 400) : undefined) })
  const tokens = await loggedIn()
  await expect(tokens.forResource({ resource: 'urn:a' }).getAccessToken()).rejects.toMatchObject({
    error: 'invalid_target',
  })
  await tokens.forResource({ audience: 'b' }).getAccessToken()
  expect(as.forms[1]?.get('audience')).toBe('b')
  await expect(tokens.forResource({ resource: 'urn:a' }).getAccessToken()).rejects.toMatchObject({
    error: 'invalid_target',
  })
  expect(as.forms).toHaveLength(2)
})

test('a sign-out aborts the refresh and discards its result (PAIN 37)', async () => {
  let aborted = false
  const { clock, as, store, loggedIn, events } = world()
  const tokens = await loggedIn({
    fetch: (url, init) =>
      new Promise((resolve) => {
        init.signal?.addEventListener('abort', () => {
          aborted = true
          resolve(as.fetch(url, init))
        })
      }),
  })
  clock.time += 400_000
  const waiting = tokens.getAccessToken()
  const refused = expect(waiting).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  while (!store.record()?.attempt) await settled()
  await settled()
  const ended = await tokens.endSession()
  await refused
  expect(aborted).toBe(true)
  expect(ended).toEqual({ refreshToken: 'rt-2', accessTokens: ['at-1'] })
  expect(store.texts.size).toBe(0)
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  expect(store.texts.size).toBe(0)
  expect(names(events).filter((name) => name === 'session.ended')).toHaveLength(1)
})

test('a sign-out elsewhere, or another login, is noticed when the store is next read (PAIN 37)', async () => {
  const { clock, as, loggedIn, source } = world()
  const first = await loggedIn()
  const second = source()
  await second.getAccessToken()
  await first.endSession()
  clock.time += 400_000
  await expect(second.getAccessToken()).rejects.toMatchObject({ reason: 'signed_out' })
  await first.startSession(as.login())
  const { accessToken } = await first.getAccessToken()
  expect((await second.getAccessToken()).accessToken).toBe(accessToken)
  expect(second.sessionId()).toBe(first.sessionId())
})

test('a new login replaces the previous one, even during a refresh', async () => {
  const { clock, as, store, loggedIn } = world()
  const tokens = await loggedIn({
    fetch: (url, init) =>
      as.forms.length
        ? as.fetch(url, init)
        : new Promise((_, reject) => {
            as.forms.push(new URLSearchParams())
            init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
          }),
  })
  clock.time += 400_000
  const waiting = tokens.getAccessToken()
  while (!as.forms.length) await settled()
  await tokens.startSession(as.login())
  expect((await waiting).accessToken).toBe('at-3')
  expect(store.record()).toMatchObject({ refreshToken: 'rt-4', claims: 0 })
})

test('a call after a sign-out and a new login never gets the result of an earlier refresh', async () => {
  let answer: (() => void) | undefined
  const { clock, as, loggedIn } = world()
  const tokens = await loggedIn({
    fetch: async (url, init) => {
      // deaf to the signal
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return as.fetch(url, init)
    },
  })
  clock.time += 400_000
  const before = tokens.getAccessToken()
  while (!answer) await settled()
  const ending = tokens.endSession()
  const starting = tokens.startSession(as.login())
  const after = tokens.getAccessToken()
  await Promise.all([ending, starting])
  expect((await after).accessToken).toBe('at-3')
  expect((await before).accessToken).toBe('at-3')
  answer()
  await settled()
  expect((await tokens.getAccessToken()).accessToken).toBe('at-3')
})

test('a login with only an expiresAt is refreshed in time', async () => {
  const { clock, as, source } = world()
  const tokens = source()
  const { expiresIn: _, ...login } = as.login()
  await tokens.startSession(login)
  clock.time += 239_000
  expect((await tokens.getAccessToken()).accessToken).toBe('at-1')
  clock.time += 61_000
  expect((await tokens.getAccessToken()).accessToken).toBe('at-3')
})

test('reports that nobody has signed in, and ends a session without a refresh token with its token', async () => {
  const { clock, as, source, store } = world()
  const tokens = source()
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'no_session', transient: false })
  expect(await tokens.getSession()).toBeUndefined()
  const { refreshToken: _, ...login } = as.login()
  await tokens.startSession(login)
  clock.time += 250_000
  expect((await tokens.getAccessToken()).accessToken).toBe('at-1')
  await expect(tokens.forResource({ resource: 'urn:a' }).getAccessToken()).rejects.toMatchObject({
    code: 'no_refresh_token',
  })
  await expect(tokens.getAccessToken({ forceRenewal: true })).rejects.toMatchObject({ code: 'no_refresh_token' })
  clock.time += 50_000
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'expired' })
  expect(store.record()).toMatchObject({ ended: { reason: 'expired' } })
  expect(as.forms).toHaveLength(0)
})

test("a login fails if the store can't write it", async () => {
  const { as, source, store } = world()
  const tokens = source()
  store.down = () => true
  await expect(tokens.startSession(as.login())).rejects.toMatchObject({ code: 'store_failed' })
  store.down = undefined
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'no_session' })
})

test("a sign-out is effective here even if the store can't write it (PAIN 37)", async () => {
  const { loggedIn, store } = world()
  const tokens = await loggedIn()
  store.down = (operation) => operation === 'delete'
  await expect(tokens.endSession()).rejects.toMatchObject({ code: 'store_failed' })
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  expect(await tokens.getSession()).toBeUndefined()
  store.down = undefined
  await tokens.endSession()
  expect(store.texts.size).toBe(0)
})

test("a caller's mistake, or its failing function, doesn't count as a lost response", async () => {
  let fails = true
  const { clock, as, store, loggedIn } = world()
  const tokens = await loggedIn({
    clientAssertion: () => {
      if (fails) throw new Error('the key is elsewhere')
      return { type: 'urn:t', value: 'jwt' }
    },
  })
  clock.time += 400_000
  await expect(tokens.getAccessToken()).rejects.toThrow('the key is elsewhere')
  expect(store.record()).not.toHaveProperty('attempt')
  expect(store.record()).not.toHaveProperty('lost')
  fails = false
  await tokens.getAccessToken()
  expect(as.forms[0]?.get('client_assertion')).toBe('jwt')
})

test('works without a store', async () => {
  const { clock, as } = world()
  const tokens = createUserTokens({ address, clientId: 'app', key: 'user', fetch: as.fetch, clock })
  await tokens.startSession(as.login())
  clock.time += 400_000
  expect((await tokens.getAccessToken()).accessToken).toBe('at-3')
  tokens.dispose()
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'disposed' })
})

test('names no user, tenant or secret in the store’s keys', async () => {
  const { store, loggedIn } = world({}, { key: 'alice@example' })
  await loggedIn()
  expect([...store.texts.keys()]).toEqual([expect.stringMatching(/^grantkit:[\w-]{43}$/)])
})
