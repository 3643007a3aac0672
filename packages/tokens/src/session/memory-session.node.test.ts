import { describe, expect, test } from 'vitest'
import { createUserTokens, type TokenEvent, type UserTokens, type UserTokensSettings } from '../index.ts'
import { deferred } from '../testing/deferred.ts'
import { manualClock, settled } from '../testing/manual-clock.ts'
import { type RotatingServerSettings, rotatingServer } from '../testing/rotating-server.ts'

// what holds without a store too; whatever several processes do to one session is tested with a store

function world(server: Partial<RotatingServerSettings> = {}) {
  const clock = manualClock()
  const as = rotatingServer({ now: clock.now, ...server })
  const events: TokenEvent[] = []
  const source = (settings: Partial<UserTokensSettings> = {}): UserTokens =>
    createUserTokens({
      address: 'https://as.example/token',
      clientId: 'app',
      key: 'user',
      fetch: as.fetch,
      clock,
      random: () => 0,
      onEvent: (event) => events.push(event),
      ...settings,
    })
  const names = (): string[] => events.map(({ name }) => name)
  return { clock, as, events, names, source }
}
const idToken = (sub: string): string => `e30.${btoa(JSON.stringify({ sub })).replace(/=+$/, '')}.sig`
const failure = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => ({ code: 'none' }),
    (error) => error,
  )

describe('a session in memory', () => {
  test('is refreshed once for concurrent callers, each time', async () => {
    const { as, source, clock, names } = world()
    const tokens = source()
    await tokens.startSession(as.login())
    for (let round = 1; round < 4; round++) {
      clock.time += 400_000
      const got = await Promise.all(Array.from({ length: 5 }, () => tokens.getAccessToken()))
      expect(new Set(got.map(({ accessToken }) => accessToken)).size).toBe(1)
      expect(got[0]?.sessionId).toBe(tokens.sessionId())
      expect(as.forms).toHaveLength(round)
    }
    expect(names()).toEqual(['session.started', 'token.renewed', 'token.renewed', 'token.renewed'])
  })

  test('reports that nobody has signed in, and ends a login without a refresh token with its token', async () => {
    const { as, source, clock } = world()
    const tokens = source()
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'no_session' })
    expect(await tokens.endSession()).toBeUndefined()
    const { refreshToken: _, ...login } = as.login()
    await tokens.startSession(login)
    expect(await failure(tokens.getAccessToken({ forceRenewal: true }))).toMatchObject({ code: 'no_refresh_token' })
    clock.time += 400_000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'expired' })
    expect(await tokens.getSession()).toBeUndefined()
  })

  test('ends if the refresh token is refused, and with rotation_lost after a lost response', async () => {
    for (const reason of ['revoked', 'rotation_lost']) {
      const { as, source, clock } = world({ fault: () => (reason === 'revoked' ? undefined : 'lost') })
      const tokens = source()
      await tokens.startSession(as.login())
      clock.time += 400_000
      if (reason === 'revoked') as.revokeAll()
      else expect(await failure(tokens.getAccessToken())).toMatchObject({ transient: true })
      clock.time += 2000
      expect(await failure(tokens.getAccessToken())).toMatchObject(
        reason === 'revoked' ? { code: 'session_ended', reason } : { transient: true },
      )
    }
    const { as, source, clock, events } = world({ fault: (count) => (count < 2 ? 'lost' : undefined) })
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    await failure(tokens.getAccessToken())
    clock.time += 2000
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'rotation_lost' })
    expect(events.at(-1)).toMatchObject({ attributes: { 'grantkit.session.end_reason': 'rotation_lost' } })
    expect(tokens.sessionId()).toBeUndefined()
  })

  test('pauses after a failure, returns a valid token, and continues when the network is back', async () => {
    let back = (): void => {}
    let undone = 0
    const { as, source, clock } = world({ fault: (count) => (count < 3 ? 'unsent' : undefined), overlapMs: 60_000 })
    const tokens = source({
      onlineHint: (listener) => {
        back = listener
        return () => undone++
      },
    })
    const login = as.login()
    await tokens.startSession(login)
    clock.time += 260_000
    expect((await tokens.getAccessToken()).accessToken).toBe(login.accessToken)
    await settled()
    clock.time += 40_500
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'renewal_failed', transient: true })
    const asked = as.forms.length
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'renewal_failed', transient: true })
    expect(as.forms).toHaveLength(asked)
    back()
    await tokens.getAccessToken()
    expect(as.forms).toHaveLength(asked + 1)
    tokens.dispose()
    expect(undone).toBe(1)
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'disposed' })
  })

  test('a login or a sign-out stops a refresh, whose result is discarded', async () => {
    const gate = deferred<Response>()
    const { as, source, clock } = world({ fault: (count) => (count < 2 ? () => gate.promise : undefined) })
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    const asked = failure(tokens.getAccessToken())
    await settled()
    const bob = as.login()
    await tokens.startSession(bob)
    gate.resolve(Response.json({ access_token: 'for alice', token_type: 'Bearer', expires_in: 300 }))
    expect(await asked).toMatchObject({ code: 'none' })
    expect((await tokens.getAccessToken()).accessToken).toBe(bob.accessToken)
    expect(await tokens.endSession()).toEqual({ refreshToken: bob.refreshToken, accessTokens: [bob.accessToken] })
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'signed_out' })
  })

  test('keeps a rotated refresh token without an access token, or with one that a profile refused', async () => {
    const { as, source, clock } = world({
      fault: (count) => (count < 2 ? Response.json({ error: 'server_error', refresh_token: 'rt-next' }) : undefined),
    })
    const tokens = source()
    await tokens.startSession(as.login())
    clock.time += 400_000
    await failure(tokens.getAccessToken())
    expect(await tokens.endSession()).toMatchObject({ refreshToken: 'rt-next' })

    let calls = 0
    const refused = Object.assign(new Error('no DPoP'), { response: { isError: false, refreshToken: 'rt-new' } })
    const client = {
      requestRefreshToken: () => {
        calls++
        return Promise.reject(refused)
      },
    }
    const strict = source({ address: undefined as never, client: client as never })
    await strict.startSession(as.login())
    clock.time += 400_000
    for (let call = 0; call < 20; call++)
      expect(await failure(strict.getAccessToken())).toMatchObject({ code: 'renewal_failed', cause: refused })
    expect(calls).toBe(1)
    expect(await strict.endSession()).toMatchObject({ refreshToken: 'rt-new' })
  })

  test('ends with another user’s ID token, and respects the check of an ID token', async () => {
    let sub = 'alice'
    const client = {
      requestRefreshToken: async () => ({
        isError: false,
        accessToken: 'at',
        idToken: idToken(sub),
        scope: 'a',
        httpStatus: 200,
      }),
    }
    const { as, source, names } = world()
    const tokens = source({
      address: undefined as never,
      client: client as never,
      checkIdToken: async (_, { data }) => ({ data: [data, 'checked'] }),
    })
    const login = { ...as.login(), idToken: idToken('alice'), scope: 'a b' }
    await tokens.startSession(login, { data: 1, refreshParameters: { organization: 'acme' } })
    await tokens.getAccessToken({ forceRenewal: true })
    expect(names()).toContain('session.scope_reduced')
    expect(await tokens.getSession()).toMatchObject({ data: [1, 'checked'], sessionId: tokens.sessionId() })
    sub = 'bob'
    expect(await failure(tokens.getAccessToken({ forceRenewal: true }))).toMatchObject({ reason: 'user_mismatch' })
    expect(names().slice(-2)).toEqual(['session.user_changed', 'session.ended'])
  })

  test("serves several APIs from one refresh token; an error for one doesn't affect the others", async () => {
    const { as, source, clock } = world({
      fault: (count) => (count === 3 ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : undefined),
    })
    const tokens = source({ resource: 'urn:own' })
    await tokens.startSession(as.login())
    const a = await tokens.forResource({ resource: 'urn:a' }).getAccessToken()
    expect((await tokens.forResource({ resource: ['urn:a'] }).getAccessToken()).accessToken).toBe(a.accessToken)
    expect((await tokens.forResource({}).getAccessToken()).accessToken).toBe(
      (await tokens.getAccessToken()).accessToken,
    )
    await tokens.forResource({ resource: 'urn:b' }).getAccessToken()
    expect(as.forms.map((form) => form.get('resource'))).toEqual(['urn:a', 'urn:b'])
    expect(await failure(tokens.forResource({ resource: 'urn:c' }).getAccessToken())).toMatchObject({
      code: 'renewal_failed',
      error: 'invalid_grant',
    })
    // a refresh for the session itself has shown that it lives
    expect(as.forms.at(-1)?.get('resource')).toBe('urn:own')
    clock.time += 400_000
    expect((await tokens.getAccessToken()).accessToken).toMatch(/^at-/)
  })

  test('ends without use for maxIdleMs, not counting timers', async () => {
    const { as, source, clock, names } = world()
    const tokens = source({ maxIdleMs: 600_000, renewInBackground: true })
    await tokens.startSession(as.login())
    await clock.advance(500_000)
    await tokens.getAccessToken()
    await clock.advance(500_000)
    await tokens.getAccessToken()
    await clock.advance(601_000)
    expect(await failure(tokens.getAccessToken())).toMatchObject({ code: 'session_ended', reason: 'idle' })
    expect(names()).toContain('session.ended')
    tokens.dispose()
    expect(clock.sleeping()).toBe(0)
  })

  test('revokes its tokens on request', async () => {
    const { as, source } = world()
    const tokens = source({ revocationAddress: 'https://as.example/revoke', fetch: async () => new Response('') })
    await tokens.startSession(as.login())
    expect(await tokens.endSession({ revoke: true })).toEqual({ refreshToken: 'rt-2', accessTokens: ['at-1'] })
  })
})
