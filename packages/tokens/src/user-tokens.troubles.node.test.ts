import { describe, expect, test } from 'vitest'
import { json } from '../../core/src/testing/replies.ts'
import {
  createMemoryStore,
  createUserTokens,
  type SessionChannel,
  type TokenEvent,
  type UserTokens,
  type UserTokensSettings,
} from './index.ts'
import { deferred } from './testing/deferred.ts'
import { manualClock, settled } from './testing/manual-clock.ts'
import { type RotatingServerSettings, rotatingServer } from './testing/rotating-server.ts'
import { sharedStore } from './testing/shared-store.ts'

const address = 'https://as.example/token'

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
      channel: false,
      onEvent: (event) => events.push(event),
      ...shared,
      ...settings,
    })
  const names = (): string[] => events.map(({ name }) => name)
  /** Lets the clock run until it is settled. */
  const outcome = async <T>(promise: Promise<T>): Promise<T> => {
    let over = false
    promise.catch(() => {}).then(() => (over = true))
    for (let round = 0; round < 5000 && !over; round++) {
      await settled()
      if (!over && clock.sleeping()) await clock.advance(clock.untilNext())
    }
    return promise
  }
  return { clock, as, store, events, names, source, outcome }
}
const idToken = (sub: string): string => `e30.${btoa(JSON.stringify({ sub })).replace(/=+$/, '')}.sig`
const failure = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => ({ code: 'none' }),
    (error) => error,
  )

/** Channels that hear each other, as tabs do. */
function channels(): () => SessionChannel {
  const listeners = new Map<object, (message: string) => void>()
  return () => {
    const me = {}
    return {
      post: (message) => {
        for (const [who, listener] of listeners) if (who !== me) listener(message)
      },
      listen(listener) {
        listeners.set(me, listener)
        return () => listeners.delete(me)
      },
    }
  }
}

describe('a login just after a call for a token', () => {
  test.each<[string, (tokens: UserTokens) => Promise<unknown>]>([
    ['for a token', (tokens) => tokens.getAccessToken()],
    ['for a token of another API', (tokens) => tokens.forResource({ resource: 'urn:a' }).getAccessToken()],
    ['for the session', (tokens) => tokens.getSession()],
  ])('is stored and stays: %s', async (_, ask) => {
    for (const before of [undefined, 'alice'] as const) {
      const { as, source, clock, store } = world()
      const tokens = source()
      if (before) await tokens.startSession(as.login())
      clock.time += 400_000
      const asked = ask(tokens).catch(() => {})
      const login = as.login()
      await tokens.startSession(login)
      await asked
      expect((await tokens.getAccessToken()).accessToken).toBe(login.accessToken)
      expect(store.record()).toMatchObject({ refreshToken: as.newest(), session: tokens.sessionId() })
      expect((await tokens.getSession())?.sessionId).toBe(tokens.sessionId())
    }
  })

  test('uses no refresh token of the previous user', async () => {
    const { as, source, clock } = world()
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    const waiting = [tokens.getAccessToken(), tokens.forResource({ resource: 'urn:a' }).getAccessToken()]
    const bob = as.login()
    await tokens.startSession(bob)
    for (const token of await Promise.all(waiting.map((each) => each.catch(() => undefined))))
      if (token) expect(token.sessionId).toBe(tokens.sessionId())
    // what was asked for after the switch is asked for with bob's
    expect(as.forms.map((form) => form.get('refresh_token'))).not.toContain('rt-2')
  })

  test('a token has the session ID of its login', async () => {
    const { as, source, clock } = world()
    const tokens = source()
    await tokens.startSession(as.login())
    const id = tokens.sessionId()
    expect((await tokens.getAccessToken()).sessionId).toBe(id)
    clock.time += 400_000
    const api = tokens.forResource({ resource: 'urn:a' })
    expect([
      (await tokens.getAccessToken()).sessionId,
      (await api.getAccessToken()).sessionId,
      api.sessionId?.(),
    ]).toEqual([id, id, id])
  })
})

describe('a misbehaving store', () => {
  const stores: [string, () => UserTokensSettings['store']][] = [
    ['drops every write', () => ({ get: async () => undefined, set: async () => true, delete: async () => {} })],
    ['refuses every write', () => ({ get: async () => undefined, set: async () => false, delete: async () => {} })],
    [
      'never answers',
      () => ({ get: () => new Promise(() => {}), set: () => new Promise(() => {}), delete: async () => {} }),
    ],
  ]
  test.each(stores)('that %s causes a failure in time, never a loop', async (_, create) => {
    const { as, source, outcome } = world()
    const tokens = source({ store: create() as never })
    expect(await outcome(failure(tokens.startSession(as.login())))).toMatchObject({ code: 'store_failed' })
    expect(await outcome(failure(tokens.getAccessToken()))).toMatchObject({ transient: expect.any(Boolean) })
  })

  test.each([true, false])(
    'that keeps nothing new causes a failure, with a comparison or without (%s)',
    async (compares) => {
      const { as, source, outcome, clock } = world()
      const inner = sharedStore({ compares })
      const tokens = source({ store: inner })
      await tokens.startSession(as.login())
      let asked = 0
      inner.set = async () => {
        asked++
        return true
      }
      clock.time += 400_000
      expect(await outcome(failure(tokens.getAccessToken()))).toMatchObject({ code: 'store_failed' })
      expect(asked).toBeLessThan(100)
      expect(as.forms).toHaveLength(0)
    },
  )

  test('that hangs fails concurrent callers together, not one after the other', async () => {
    const { source, clock, outcome } = world()
    const hangs = { get: () => new Promise(() => {}), set: async () => true, delete: async () => {} }
    const tokens = source({ store: hangs as never })
    const before = clock.time
    const failed = Promise.all(Array.from({ length: 10 }, () => failure(tokens.getSession())))
    for (const error of await outcome(failed)) expect(error).toMatchObject({ code: 'store_failed' })
    expect(clock.time - before).toBe(10_000)
  })

  test('that let another process overwrite a sign-out: the next read here ends the session again', async () => {
    const { as, source, store } = world()
    const tokens = source()
    await tokens.startSession(as.login())
    const before = new Map(store.texts)
    await tokens.endSession()
    for (const [key, text] of before) store.texts.set(key, text)
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'signed_out' })
    expect(await tokens.getSession()).toBeUndefined()
    expect(store.texts.size).toBe(0)
  })

  test('that sometimes loses a write loses no rotation', async () => {
    const { as, source, outcome, clock, store } = world()
    const tokens = source()
    await outcome(tokens.startSession(as.login()))
    const { set } = store
    let writes = 0
    store.set = async (...args) => (++writes % 3 ? set(...args) : true)
    for (let round = 0; round < 20; round++) {
      clock.time += 400_000
      await outcome(tokens.getAccessToken())
      expect(store.record()).toMatchObject({ refreshToken: as.newest() })
    }
    expect(as.reused()).toBe(0)
  })

  test("a refused login doesn't affect that of another process", async () => {
    const { as, source, store } = world()
    const [one, two] = [source(), source()]
    await one.startSession(as.login())
    await two.startSession(as.login())
    expect(await one.endSession()).toMatchObject({ refreshToken: 'rt-4' })
    expect(store.texts.size).toBe(0)
  })
})

describe('the other members of a refresh response', () => {
  test('a rotated refresh token is stored even without an access token', async () => {
    const { as, source, clock, store } = world({
      fault: (count) => (count < 2 ? json({ refresh_token: 'rt-new' }) : undefined),
    })
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'renewal_failed' })
    expect(store.record()).toMatchObject({ refreshToken: 'rt-new' })
    expect(store.record()).not.toHaveProperty('lost')
  })

  test('a rotated refresh token is stored even if a profile refuses the access token, and a pause follows', async () => {
    const { as, source, clock, store } = world()
    let asked = 0
    const requestRefreshToken = async () => {
      const response = { isError: false, accessToken: 'at', refreshToken: `rt-${++asked}`, httpStatus: 200, json: {} }
      throw Object.assign(new Error('not bound'), { response })
    }
    const tokens = source({ address: undefined as never, client: { requestRefreshToken } as never })
    await tokens.startSession(as.login())
    clock.time += 400_000
    const errors = []
    for (let call = 0; call < 20; call++) errors.push(await failure(tokens.getAccessToken()))
    expect(errors.every(({ code }) => code === 'renewal_failed')).toBe(true)
    expect(errors[0]).toMatchObject({ cause: expect.objectContaining({ message: 'not bound' }) })
    expect(asked).toBe(1)
    expect(store.record()).toMatchObject({ refreshToken: 'rt-1' })
  })

  test('the server’s own members stay with the token, here and elsewhere', async () => {
    const body = {
      access_token: 'at',
      token_type: 'Bearer',
      expires_in: 300,
      patient: '123',
      instance_url: 'https://a.example',
    }
    const { as, source, clock } = world({ fault: () => json(body) })
    const tokens = source()
    await tokens.startSession({ ...as.login(), json: { patient: '1', access_token: 'x' } })
    expect((await tokens.getAccessToken()).members).toEqual({ patient: '1' })
    clock.time += 400_000
    for (const each of [tokens, source()])
      expect((await each.getAccessToken()).members).toEqual({ patient: '123', instance_url: 'https://a.example' })
  })
})

describe('what ends a session', () => {
  test.each(['invalid_grant', 'bad_refresh_token', 'invalid_refresh_token'])('%s, with HTTP 200 too', async (error) => {
    for (const status of [200, 400]) {
      const { as, source, clock } = world({ fault: () => json({ error }, status) })
      const tokens = source()
      await tokens.startSession(as.login())
      clock.time += 400_000
      expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'revoked' })
    }
  })

  test('the errors in the setting, and only those', async () => {
    const { as, source, clock } = world({ fault: () => json({ error: 'invalid_request' }, 400) })
    const tokens = source({ endsSession: ({ error }) => (error === 'invalid_request' ? true : undefined) })
    await tokens.startSession(as.login())
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ reason: 'revoked' })
  })

  test.each<[string, () => unknown, string]>([
    ['throws', () => raise(), 'session_ended'],
    ['answers with a promise', async () => true, 'session_ended'],
    ['answers with undefined', () => undefined, 'session_ended'],
    ['says no', () => false, 'renewal_failed'],
  ])('only true or false from the setting, and otherwise the error code: %s', async (_, endsSession, code) => {
    for (const [error, expected] of [
      ['invalid_grant', code],
      ['invalid_scope', 'renewal_failed'],
    ]) {
      const { as, source, clock } = world({ fault: () => json({ error }, 400) })
      const tokens = source({ endsSession: endsSession as never })
      await tokens.startSession(as.login())
      clock.time += 400_000
      expect(await failure(tokens.getAccessToken())).toMatchObject({ code: expected })
    }
  })

  test('not an error for one target: a refresh for the session itself decides', async () => {
    const { as, source, clock } = world({
      fault: (count) => (count === 1 ? json({ error: 'invalid_grant' }, 400) : undefined),
    })
    const tokens = source()
    await tokens.startSession(as.login())
    const api = tokens.forResource({ resource: 'urn:a' })
    expect(await failure(api.getAccessToken())).toMatchObject({ code: 'renewal_failed', error: 'invalid_grant' })
    expect(as.forms.map((form) => form.get('resource'))).toEqual(['urn:a', null])
    clock.time += 400_000
    await tokens.getAccessToken()
    as.revokeAll()
    clock.time += 400_000
    expect(await failure(api.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'revoked' })
  })

  test('a refresh whose ID token names another user', async () => {
    const body = { access_token: 'at', token_type: 'Bearer', refresh_token: 'rt', id_token: idToken('bob') }
    const { as, source, clock, names } = world({ fault: () => json(body) })
    const tokens = source()
    await tokens.startSession({ ...as.login(), idToken: idToken('alice') })
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'user_mismatch' })
    expect(names()).toContain('session.user_changed')
    expect(await tokens.getSession()).toBeUndefined()
  })

  test('no use for maxIdleMs, with timers and other processes', async () => {
    const { as, source, clock, store } = world()
    const hour = 3_600_000
    const [one, two] = [source({ maxIdleMs: hour }), source({ maxIdleMs: hour })]
    await one.startSession({ ...as.login(), expiresIn: 86_400, expiresAt: clock.time + 24 * hour })
    for (let round = 0; round < 4; round++) {
      clock.time += hour / 2
      await (round % 2 ? one : two).getAccessToken()
    }
    clock.time += hour / 2
    expect((await one.getAccessToken()).accessToken).toBe('at-1')
    clock.time += hour + 1
    expect(await failure(one.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'idle' })
    expect(store.record()).toMatchObject({ ended: { reason: 'idle' } })
    expect(await two.getSession()).toBeUndefined()
  })

  test('only reads of the session for maxIdleMs, unless they count as use', async () => {
    const { as, source, clock } = world()
    const hour = 3_600_000
    const tokens = source({ maxIdleMs: hour })
    await tokens.startSession({ ...as.login(), expiresIn: 86_400, expiresAt: clock.time + 24 * hour })
    for (const use of [true, true, false]) {
      clock.time += hour * 0.6
      expect(await tokens.getSession({ use })).toBeDefined()
    }
    clock.time += hour * 0.6
    expect(await tokens.getSession({ use: true })).toBeUndefined()
  })
})

describe('less scope than before', () => {
  test('is reported, and only then', async () => {
    for (const [scope, told] of [
      ['a', true],
      ['b a', false],
    ] as const) {
      const body = { access_token: 'at', token_type: 'Bearer', scope }
      const { as, source, clock, names } = world({ fault: () => json(body) })
      const tokens = source()
      await tokens.startSession({ ...as.login(), scope: 'a b' })
      clock.time += 400_000
      expect(await tokens.getAccessToken()).toMatchObject({ scope })
      expect(names().includes('session.scope_reduced')).toBe(told)
    }
  })
})

describe('pauses', () => {
  test('after a Retry-After of years ends within maxPauseMs, and a forced call passes once', async () => {
    const { as, source, clock } = world({
      fault: (count) =>
        count < 3 ? new Response('', { status: 503, headers: { 'retry-after': '315360000' } }) : undefined,
    })
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ retryAfterMs: 3_600_000 })
    await failure(tokens.getAccessToken({ forceRenewal: true }))
    expect(as.forms).toHaveLength(2)
    await failure(tokens.getAccessToken({ forceRenewal: true }))
    expect(as.forms).toHaveLength(2)
    clock.time += 3_600_000
    await tokens.getAccessToken()
  })

  test('after a network failure ends when the network is back', async () => {
    let back = (): void => {}
    let undone = 0
    const { as, source, clock } = world({ fault: (count) => (count < 2 ? 'unsent' : undefined), overlapMs: 60_000 })
    const tokens = source({
      onlineHint: (listener) => {
        back = listener
        return () => undone++
      },
    })
    await tokens.startSession(as.login())
    clock.time += 400_000
    await failure(tokens.getAccessToken())
    expect(await failure(tokens.getAccessToken())).toMatchObject({ transient: true })
    expect(as.forms).toHaveLength(1)
    back()
    await tokens.getAccessToken()
    expect(as.forms).toHaveLength(2)
    tokens.dispose()
    expect(undone).toBe(1)
  })
})

test.each<[string, () => unknown]>([
  ['throws', () => raise()],
  ['returns nothing', () => undefined],
])('a hint that %s changes nothing', async (_, onlineHint) => {
  for (const shared of [{}, { store: undefined as never }]) {
    const { as, source, clock } = world({ fault: (count) => (count < 2 ? 'unsent' : undefined) })
    const tokens = source({ onlineHint: onlineHint as never, ...shared })
    await tokens.startSession(as.login())
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'renewal_failed', transient: true })
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'renewal_failed', transient: true })
    expect(as.forms).toHaveLength(1)
    tokens.dispose()
  }
})

test.each([
  { ended: true },
  { ended: { at: 1 } },
  { ended: null },
  { refreshToken: 7 },
  { refreshToken: {} },
  { tokens: { own: { accessToken: 5 } } },
  { session: 5 },
  { v: 2 },
])('an entry of other code is not a session: %j', async (members) => {
  const { as, source, store, outcome } = world()
  const tokens = source()
  await tokens.startSession(as.login())
  store.edit(members)
  expect(await outcome(failure(source().getAccessToken()))).toMatchObject({ code: 'no_session' })
  await tokens.startSession(as.login())
  expect((await source().getAccessToken()).accessToken).toBe((await tokens.getAccessToken()).accessToken)
})

function raise(): never {
  throw new Error('hook')
}

describe("the app's", () => {
  test('data is stored with the login, parameters are sent with each refresh, and the request gets the data', async () => {
    const seen: object[] = []
    const { as, source, clock } = world()
    const settings: Partial<UserTokensSettings> = {
      address: undefined as never,
      client: {
        requestRefreshToken: async (request: object) => {
          seen.push(request)
          return { isError: false, accessToken: 'at', httpStatus: 200, json: {}, idToken: idToken('alice') }
        },
      } as never,
      checkIdToken: async (_, { data }) => ({ data: { before: data } }),
    }
    const tokens = source(settings)
    await tokens.startSession(as.login(), { data: { user: 1 }, refreshParameters: { organization: 'acme' } })
    expect(await source(settings).getSession()).toMatchObject({ data: { user: 1 } })
    clock.time += 400_000
    await tokens.getAccessToken()
    expect(seen[0]).toMatchObject({ data: { user: 1 }, parameters: [['organization', 'acme']] })
    expect(await source(settings).getSession()).toMatchObject({
      data: { before: { user: 1 } },
      idToken: idToken('alice'),
    })
  })

  test('check of an ID token may end the session; if it throws, the call fails and the refresh token is kept', async () => {
    const body = { access_token: 'at', token_type: 'Bearer', refresh_token: 'rt-new', id_token: idToken('alice') }
    const { as, source, clock, store } = world({ fault: () => json(body) })
    const failing = source({ checkIdToken: () => Promise.reject(new Error('no keys')) })
    await failing.startSession(as.login())
    clock.time += 400_000
    expect(await failure(failing.getAccessToken())).toMatchObject({ code: 'renewal_failed', transient: true })
    expect(store.record()).toMatchObject({ refreshToken: 'rt-new' })
    const ending = source({ checkIdToken: () => 'user_mismatch' })
    expect(await failure(ending.getAccessToken())).toMatchObject({ reason: 'user_mismatch' })
  })
})

describe('endSession with revoke', () => {
  const calls: string[] = []
  const client = (revokeToken: (request: { token: string }) => Promise<unknown>) => ({
    address: undefined as never,
    client: { requestRefreshToken: async () => ({}), revokeToken } as never,
  })
  test('revokes the refresh token first', async () => {
    calls.length = 0
    const { as, source } = world()
    const tokens = source(client(async ({ token }) => ({ isError: !calls.push(token) })))
    await tokens.startSession(as.login())
    expect(await tokens.endSession({ revoke: true })).toEqual({ refreshToken: 'rt-2', accessTokens: ['at-1'] })
    expect(calls).toEqual(['rt-2', 'at-1'])
  })

  test('reports failures and never rejects', async () => {
    for (const fails of [
      async () => ({ isError: true, error: 'HTTP 503' }),
      async () => Promise.reject(new Error('no')),
    ]) {
      const { as, source, store } = world()
      const tokens = source(client(fails))
      await tokens.startSession(as.login())
      store.down = (operation) => operation === 'delete'
      const ended = await tokens.endSession({ revoke: true })
      expect(ended?.failures?.map(({ what }) => what)).toEqual(['store', 'refresh_token', 'access_token'])
      expect(JSON.stringify(ended?.failures)).not.toMatch(/rt-|at-/)
    }
  })

  test('ends in time with any client and any number of tokens', async () => {
    const { as, source, store, clock, outcome } = world()
    const tokens = source(client(() => new Promise(() => {})))
    await tokens.startSession(as.login())
    const token = { accessToken: 'at', tokenType: 'Bearer' }
    const many = Array.from({ length: 40 }, (_, target) => [`target ${target}`, token])
    store.edit({ tokens: Object.fromEntries(many) })
    const before = clock.time
    const ended = await outcome(tokens.endSession({ revoke: true }))
    expect(ended?.failures).toHaveLength(41)
    // twice the time of a request, for a client may need metadata first: for the refresh token, then for all others at once
    expect(clock.time - before).toBe(40_000)
  })

  test('uses the given address', async () => {
    const { as, source } = world()
    const sent: string[] = []
    const tokens = source({
      revocationAddress: 'https://as.example/revoke',
      fetch: async (url, init) => {
        sent.push(`${url} ${init.body}`)
        return new Response('')
      },
    })
    await tokens.startSession(as.login())
    expect(await tokens.endSession({ revoke: true })).not.toHaveProperty('failures')
    expect(sent[0]).toMatch(/^https:\/\/as\.example\/revoke .*token=rt-2/)
  })
})

describe('other tabs', () => {
  const tabs = () => {
    const channel = channels()
    const made = world()
    return {
      ...made,
      tab: (settings: Partial<UserTokensSettings> = {}) => made.source({ channel: channel(), ...settings }),
    }
  }
  test('learn of a sign-out at once and drop their tokens', async () => {
    const { as, tab, names } = tabs()
    const [one, two] = [tab(), tab()]
    await one.startSession(as.login())
    await two.getAccessToken()
    await one.endSession()
    await settled()
    expect(two.sessionId()).toBeUndefined()
    expect(names().filter((name) => name === 'session.ended')).toHaveLength(2)
    expect(await failure(two.getAccessToken())).toMatchObject({ reason: 'signed_out' })
  })

  test('learn of another user, of a login and of a refresh', async () => {
    const { as, tab, names, clock } = tabs()
    const [one, two] = [tab(), tab()]
    await two.getSession()
    await one.startSession(as.login())
    await settled()
    expect(two.sessionId()).toBe(one.sessionId())
    await two.getAccessToken()
    await one.startSession(as.login())
    await settled()
    expect(names()).toContain('session.replaced')
    expect((await two.getAccessToken()).accessToken).toBe('at-3')
    const { accessToken } = await one.getAccessToken({ forceRenewal: true })
    await settled()
    expect((await two.getAccessToken()).accessToken).toBe(accessToken)
    expect(as.forms).toHaveLength(1)
    clock.time += 1
  })

  test('are optional: a channel that fails, lies or delivers nothing has no effect', async () => {
    const { as, tab, clock, source } = tabs()
    let say = (_: string): void => {}
    const odd: SessionChannel[] = [
      {
        post: () => {
          throw new Error('closed')
        },
        listen: () => {
          throw new Error('closed')
        },
      },
      {
        post: () => {},
        listen: (listener) => {
          say = listener
          return () => {}
        },
      },
      // as with a broker: an unhandled rejection would end the process
      { post: (async () => Promise.reject(new Error('broker'))) as never, listen: () => () => {} },
      { post: () => {}, listen: (() => {}) as never },
    ]
    for (const channel of odd) {
      const tokens = tab({ channel })
      await tokens.startSession(as.login())
      for (const text of ['', 'x ended y', `${tokens.sessionId()}`, null, 5, {}]) say(text as string)
      clock.time += 400_000
      await tokens.getAccessToken()
      expect((await source().getAccessToken()).sessionId).toBe(tokens.sessionId())
    }
  })

  test('get no secrets', async () => {
    const said: string[] = []
    const { as, source } = world()
    const tokens = source({ channel: { post: (text) => said.push(text), listen: () => () => {} } })
    await tokens.startSession({ ...as.login(), idToken: idToken('alice') })
    await tokens.getAccessToken({ forceRenewal: true })
    await tokens.endSession()
    await settled()
    expect(said).toHaveLength(3)
    expect(said.join()).not.toMatch(/at-|rt-|alice|user/)
  })
})

describe('dispose', () => {
  test('leaves no timer and stops retries', async () => {
    const { as, source, clock, store } = world()
    const tokens = source({ renewInBackground: true })
    await tokens.startSession(as.login())
    clock.time += 400_000
    store.down = (operation, text) => operation === 'set' && !!text?.includes('at-3')
    await failure(tokens.getAccessToken())
    tokens.dispose()
    await settled()
    expect(clock.sleeping()).toBe(0)
    let writes = 0
    store.set = async () => ++writes
    await clock.advance(3_600_000)
    expect(writes).toBe(0)
  })

  test('ends the wait for a refresh of another process, and for the lock', async () => {
    for (const waitsFor of ['another process', 'the lock']) {
      const { as, source, clock, store } = world()
      const [one, other] = [source(), source()]
      await one.startSession(as.login())
      await other.getAccessToken()
      clock.time += 400_000
      if (waitsFor === 'another process') store.edit({ attempt: { id: 'of another', startedAt: clock.time } })
      const withLock = (): Promise<never> => new Promise(() => {})
      const waiting = waitsFor === 'the lock' ? source({ lock: { withLock } }) : other
      const asked = failure(waiting.getAccessToken())
      await clock.asleep()
      // the lock is not waited for to read
      await settled()
      waiting.dispose()
      expect(await asked).toMatchObject({ code: 'disposed' })
      await settled()
      expect(clock.sleeping()).toBe(0)
      await clock.advance(120_000)
      expect(as.forms).toHaveLength(0)
    }
  })

  test('limits the sources for other APIs, and a released one continues', async () => {
    const { as, source } = world()
    const tokens = source({ renewInBackground: true })
    await tokens.startSession(as.login())
    const first = tokens.forResource({ resource: 'urn:0' })
    const { accessToken } = await first.getAccessToken()
    for (let target = 1; target <= 120; target++)
      await tokens.forResource({ resource: `urn:${target}` }).getAccessToken()
    expect((await first.getAccessToken()).accessToken).not.toBe(accessToken)
    await tokens.startSession(as.login())
    expect((await first.getAccessToken()).sessionId).toBe(tokens.sessionId())
  })
})

describe('the duration of a refresh', () => {
  test('has a limit that other processes know, whatever a client does', async () => {
    const { as, source, clock, outcome, names } = world()
    const hanging = deferred<never>()
    const settings = { address: undefined as never, client: { requestRefreshToken: () => hanging.promise } as never }
    const [one, two] = [
      source(settings),
      source({
        address: undefined as never,
        client: {
          requestRefreshToken: async () => ({ isError: false, accessToken: 'at', httpStatus: 200, json: {} }),
        } as never,
      }),
    ]
    await one.startSession(as.login())
    clock.time += 400_000
    const before = clock.time
    const failed = failure(one.getAccessToken())
    await clock.asleep()
    await settled()
    await outcome(failed)
    expect(await failed).toMatchObject({ code: 'renewal_failed', transient: true })
    expect(clock.time - before).toBe(20_000)
    clock.time += 2000
    await outcome(two.getAccessToken())
    expect(names()).not.toContain('session.taken_over')
  })

  test('a signer that hangs fails the call in time', async () => {
    const { as, source, outcome } = world()
    const dpop = { createProof: async () => 'proof', getThumbprint: () => new Promise<string>(() => {}) }
    const tokens = source({ dpop: dpop as never })
    expect(await outcome(failure(tokens.startSession(as.login())))).toMatchObject({ code: 'store_failed' })
  })

  test('a key store that fails once is read again', async () => {
    const { as, source } = world()
    let asked = 0
    const getThumbprint = async () => (asked++ ? 'thumb' : Promise.reject(new Error('aborted')))
    const tokens = source({ dpop: { createProof: async () => 'proof', getThumbprint } as never })
    expect(await failure(tokens.startSession(as.login()))).toMatchObject({ code: 'store_failed' })
    await tokens.startSession(as.login())
    expect((await tokens.getAccessToken()).accessToken).toBe('at-3')
  })
})

test('lifetimes in the store are whole milliseconds', async () => {
  const inner = createMemoryStore()
  const ttls: unknown[] = []
  const { as, source } = world()
  const tokens = source({
    sessionTtlMs: 1234.56,
    store: {
      ...inner,
      set(key, value, options) {
        ttls.push(options?.ttlMs)
        return inner.set(key, value, options)
      },
    },
  })
  await tokens.startSession(as.login())
  await tokens.endSession()
  expect(ttls).toEqual([1235, 86_400_000])
})
