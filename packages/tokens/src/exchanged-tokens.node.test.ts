import { describe, expect, test } from 'vitest'
import { json, token } from '../../core/src/testing/replies.ts'
import { type Reply, testFetch } from '../../core/src/testing/test-fetch.ts'
import {
  createClientCredentialsTokens,
  createExchangedTokens,
  createMemoryStore,
  createUserTokens,
  type ExchangedTokensSettings,
} from './index.ts'
import { manualClock, settled } from './testing/manual-clock.ts'
import { rotatingServer } from './testing/rotating-server.ts'
import { sharedStore } from './testing/shared-store.ts'

const address = 'https://as.example/token'
const clock = () => manualClock()

/** The tokens of a user, exchanged for those of an API. */
async function made(replies: Reply[], settings: Partial<ExchangedTokensSettings> = {}) {
  const time = clock()
  const server = rotatingServer({ now: time.now })
  const user = createUserTokens({
    address,
    clientId: 'app',
    key: 'user',
    fetch: server.fetch,
    clock: time,
    random: () => 0,
  })
  await user.startSession(server.login())
  const fetch = testFetch(...replies)
  const whole = { address, clientId: 'api', clientSecret: 'secret', fetch, clock: time, random: () => 0, ...settings }
  return { time, server, user, fetch, source: createExchangedTokens(user, whole), settings: whole }
}
const one = (name: string, expires_in = 3600): Response => token({ access_token: name, expires_in })

test('exchanges the token of the source for one that is cached (RFC 8693)', async () => {
  const { source, fetch } = await made([one('x')], {
    audience: 'orders',
    resource: 'urn:a',
    scope: 'read',
    requestedTokenType: 'urn:t',
  })
  expect(await source.getAccessToken()).toMatchObject({ accessToken: 'x', scope: 'read' })
  await source.getAccessToken()
  expect(Object.fromEntries(fetch.requests[0]?.form ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'at-1',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_token_type: 'urn:t',
    audience: 'orders',
    resource: 'urn:a',
    scope: 'read',
  })
})

test('a refresh of the subject’s token keeps valid exchanged tokens', async () => {
  const { source, user, time, fetch } = await made([one('x'), one('y')])
  await source.getAccessToken()
  await user.getAccessToken({ forceRenewal: true })
  time.time += 1000_000
  await user.getAccessToken()
  expect((await source.getAccessToken()).accessToken).toBe('x')
  time.time += 2600_000
  expect((await source.getAccessToken()).accessToken).toBe('y')
  expect(fetch.requests[1]?.form.get('subject_token')).toBe((await user.getAccessToken()).accessToken)
})

test('another login, or the end of the session, discards exchanged tokens', async () => {
  const { source, user, server } = await made([one('x'), one('y')])
  await source.getAccessToken()
  await user.startSession(server.login())
  expect((await source.getAccessToken()).accessToken).toBe('y')
  await user.endSession()
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'signed_out' })
})

test('retries once with a refreshed subject’s token if that was refused', async () => {
  const { source, fetch } = await made([json({ error: 'invalid_request' }, 400), one('x')])
  expect((await source.getAccessToken()).accessToken).toBe('x')
  expect(fetch.requests.map(({ form }) => form.get('subject_token'))).toEqual(['at-1', 'at-3'])
})

test('fails after that', async () => {
  const refusal = () => json({ error: 'invalid_grant' }, 400)
  const { source } = await made([refusal(), refusal()])
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'renewal_failed', error: 'invalid_grant' })
})

test("sends the actor's token", async () => {
  const actor = createClientCredentialsTokens({
    address,
    clientId: 'actor',
    fetch: testFetch(one('actor')),
    clock: clock(),
  })
  const { source, fetch } = await made([one('x')], { actor })
  await source.getAccessToken()
  expect(fetch.requests[0]?.form.get('actor_token')).toBe('actor')
  expect(fetch.requests[0]?.form.get('actor_token_type')).toBe('urn:ietf:params:oauth:token-type:access_token')
})

test('shares exchanged tokens through the store, but not between logins', async () => {
  const store = createMemoryStore({ now: () => 0 })
  const { source, user, server, settings } = await made([one('x'), one('y')], { store, key: 'user' })
  await source.getAccessToken()
  expect((await createExchangedTokens(user, settings).getAccessToken()).accessToken).toBe('x')
  await user.startSession(server.login())
  expect((await createExchangedTokens(user, settings).getAccessToken()).accessToken).toBe('y')
})

test('refuses a mistake in the settings', async () => {
  const { user } = await made([])
  expect(() => createExchangedTokens({} as never, { address })).toThrow('source: pass a TokenSource')
  expect(() => createExchangedTokens(user, { address, store: createMemoryStore() })).toThrow('key: pass')
})

describe('a login during an exchange', () => {
  const exchange = async (change: 'startSession' | 'endSession') => {
    const store = sharedStore()
    const { source, user, server, fetch } = await made(
      [() => new Promise((resolve) => (answer = resolve)), ...(change === 'startSession' ? [one('of bob')] : [])],
      { store, key: 'user' },
    )
    let answer = (_: Response): void => {}
    const alice = user.sessionId()
    const asked = source.getAccessToken().catch((error) => error)
    while (!fetch.requests.length) await settled()
    if (change === 'startSession') await user.startSession(server.login())
    else await user.endSession()
    answer(one('of alice'))
    return { asked: await asked, source, user, store, alice }
  }

  test("as another user discards the first user's exchanged token, here and in the store", async () => {
    const { asked, source, user, store, alice } = await exchange('startSession')
    expect(asked).toMatchObject({ code: 'session_ended', reason: 'signed_out' })
    expect([...store.texts.values()].join()).not.toContain('of alice')
    const token = await source.getAccessToken()
    expect(token).toMatchObject({ accessToken: 'of bob', sessionId: user.sessionId() })
    expect(token.sessionId).not.toBe(alice)
  })

  test('that ends discards it as well', async () => {
    const { asked, source } = await exchange('endSession')
    expect(asked).toMatchObject({ code: 'session_ended' })
    await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'session_ended' })
  })

  test('is noticed through a wrapper without a session ID, by the claims of each token', async () => {
    const { user, server, settings } = await made([one('of alice'), one('of bob')])
    const wrapped = { getAccessToken: user.getAccessToken }
    const source = createExchangedTokens(wrapped, settings)
    expect(await source.getAccessToken()).toMatchObject({ accessToken: 'of alice', sessionId: user.sessionId() })
    await user.startSession(server.login())
    expect(await source.getAccessToken()).toMatchObject({ accessToken: 'of bob', sessionId: user.sessionId() })
  })
})

describe('a login of the actor', () => {
  const acting = async (names: boolean, replies: Reply[]) => {
    const store = sharedStore()
    const { source: _, user, settings, server, fetch } = await made(replies, { store, key: 'user', actorKey: 'actor' })
    const { clock, random } = settings
    const actor = createUserTokens({ address, clientId: 'app', key: 'actor', fetch: server.fetch, clock, random })
    await actor.startSession(server.login())
    const named = names ? actor : { getAccessToken: actor.getAccessToken }
    return { source: createExchangedTokens(user, { ...settings, actor: named }), actor, server, fetch, store }
  }

  test.each([true, false])(
    'discards previously exchanged tokens, here and in the store (has a session ID: %s)',
    async (names) => {
      const { source, actor, server, fetch } = await acting(names, [one('by alice'), one('by bob')])
      expect((await source.getAccessToken()).accessToken).toBe('by alice')
      await actor.startSession(server.login())
      expect((await source.getAccessToken()).accessToken).toBe('by bob')
      expect(fetch.requests.map(({ form }) => form.get('actor_token'))).toEqual(['at-3', 'at-5'])
    },
  )

  test('during an exchange discards its result', async () => {
    let answer = (_: Response): void => {}
    const { source, actor, server, fetch, store } = await acting(true, [
      () => new Promise((resolve) => (answer = resolve)),
    ])
    const asked = source.getAccessToken().catch((error) => error)
    while (!fetch.requests.length) await settled()
    await actor.startSession(server.login())
    answer(one('by alice'))
    expect(await asked).toMatchObject({ code: 'session_ended' })
    expect([...store.texts.values()].join()).not.toContain('by alice')
  })
})

test('wrappers of a source have its session ID: exchanged tokens and those for another API', async () => {
  const { source, user } = await made([])
  expect(source.sessionId?.()).toBe(user.sessionId())
  expect(user.forResource({ scope: 'x' }).sessionId?.()).toBe(user.sessionId())
  await user.endSession()
  expect([source.sessionId?.(), user.sessionId()]).toEqual([undefined, undefined])
})
