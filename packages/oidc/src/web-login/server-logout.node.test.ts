import { createMemoryStore } from '@grantkit/tokens'
import { describe, expect, it } from 'vitest'
import { signed } from '../../../jose/src/testing/tokens.ts'
import { type FakeIssuer, issuer, nowMs } from '../testing/fake-issuer.ts'
import { type TestWebApp, webApp } from '../testing/web-app.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

async function logoutToken({ key, time }: FakeIssuer, over: Record<string, unknown> = {}): Promise<string> {
  const [iat, exp] = [time / 1000, time / 1000 + 120]
  const claims = { iss: issuer, aud: 'app', iat, exp, jti: `${Math.random()}`, events: { [event]: {} }, ...over }
  return signed(claims, key, { typ: 'logout+jwt' })
}

const post = (token: string): Request =>
  new Request('https://app.example/auth/backchannel-logout', {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  })

/** Signs somebody in, in a session of the server's. */
async function signedIn({ server, web, browser }: TestWebApp, sub: string, sid?: string) {
  Object.assign(server.claims, { sub, sid })
  const user = browser()
  await user.signIn()
  return async () => (await web.getSession(user.request('/'))) !== undefined
}

describe('a back-channel logout', () => {
  it('ends the session that it names, and no other', async () => {
    const app = await webApp()
    const [first, second, bob] = [
      await signedIn(app, 'alice', 'one'),
      await signedIn(app, 'alice', 'two'),
      await signedIn(app, 'bob', 'three'),
    ]
    const response = await app.web.handle(post(await logoutToken(app.server, { sid: 'one', sub: 'alice' })))
    expect([response?.status, response?.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect([await first(), await second(), await bob()]).toEqual([false, true, true])
  })

  it('ends all sessions of a user if it names none, in all processes', async () => {
    const app = await webApp()
    const [first, second, bob] = [
      await signedIn(app, 'alice', 'one'),
      await signedIn(app, 'alice'),
      await signedIn(app, 'bob', 'three'),
    ]
    const response = await app.again().web.handle(post(await logoutToken(app.server, { sub: 'alice' })))
    expect(response?.status).toBe(200)
    expect([await first(), await second(), await bob()]).toEqual([false, false, true])
  })

  it('works once, because a replay could end a newer session', async () => {
    const app = await webApp()
    await signedIn(app, 'alice')
    const token = await logoutToken(app.server, { sub: 'alice' })
    expect((await app.web.handle(post(token)))?.status).toBe(200)
    const isThere = await signedIn(app, 'alice')
    const again = await app.web.handle(post(token))
    expect(again?.status).toBe(400)
    expect(await again?.json()).toMatchObject({ error: 'invalid_request', error_description: expect.any(String) })
    expect(await isThere()).toBe(true)
  })

  it('works again if the store failed', async () => {
    const store = createMemoryStore({ now: () => nowMs })
    let down = false
    const set = (...args: Parameters<typeof store.set>) => (down ? Promise.reject(new Error()) : store.set(...args))
    const app = await webApp({ store: { ...store, set } })
    const isThere = await signedIn(app, 'alice', 'one')
    const token = await logoutToken(app.server, { sid: 'one' })
    down = true
    expect(await (await app.web.handle(post(token)))?.json()).toMatchObject({ error: 'temporarily_unavailable' })
    down = false
    expect(await isThere()).toBe(true)
    expect((await app.web.handle(post(token)))?.status).toBe(200)
    expect(await isThere()).toBe(false)
  })

  it.for<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'other' }],
    ['that is an ID token', { nonce: 'n' }],
    ['without an event', { events: {} }],
    ['that names nobody', {}],
  ])('%s is refused', async ([, over]) => {
    const app = await webApp()
    const isThere = await signedIn(app, 'alice', 'one')
    const named = Object.keys(over).length ? { sub: 'alice', ...over } : over
    expect((await app.web.handle(post(await logoutToken(app.server, named))))?.status).toBe(400)
    expect(await isThere()).toBe(true)
  })

  it('during the login leaves no session', async () => {
    const store = createMemoryStore({ now: () => nowMs })
    let before = async (_value: string): Promise<unknown> => undefined
    const set = async (...args: Parameters<typeof store.set>) => {
      await before(args[1])
      return store.set(...args)
    }
    const app = await webApp({ store: { ...store, set } })
    const { server, web, browser } = app
    Object.assign(server.claims, { sub: 'alice', sid: 'one' })
    const alice = browser()
    const back = await alice.leave()
    const token = await logoutToken(server, { sid: 'one' })
    const other = app.again({ store })
    before = async (value) => {
      // the session is about to be written
      if (!value.includes('the-refresh-token')) return
      before = async () => {}
      expect((await other.web.handle(post(token)))?.status).toBe(200)
    }
    const response = await alice.visit(back, { from: 'cross-site' })
    expect(await response.text()).toContain('You have been signed out.')
    expect(await web.getSession(alice.request('/'))).toBeUndefined()
  })
})

describe('a front-channel logout', () => {
  const url = (query: Record<string, string>) => `/auth/frontchannel-logout?${new URLSearchParams(query)}`

  it('ends the session that it names, in the server’s frame', async () => {
    const app = await webApp()
    const isThere = await signedIn(app, 'alice', 'one')
    const nobody = app.browser()
    expect((await nobody.visit(url({ iss: issuer, sid: 'two' }), { from: 'cross-site' })).status).toBe(200)
    expect(await isThere()).toBe(true)
    const response = await nobody.visit(url({ iss: issuer, sid: 'one' }), { from: 'cross-site' })
    expect(response.headers.get('content-security-policy')).toBe(`default-src 'none'; frame-ancestors ${issuer}`)
    expect(await isThere()).toBe(false)
  })

  it('removes the cookie if the browser sends that session', async () => {
    const { server, browser } = await webApp()
    Object.assign(server.claims, { sid: 'one' })
    const alice = browser()
    await alice.signIn()
    await alice.visit(url({ iss: issuer, sid: 'other' }))
    expect(alice.cookies.size).toBe(1)
    await alice.visit(url({ iss: issuer, sid: 'one' }))
    expect(alice.cookies.size).toBe(0)
  })

  it.for<Record<string, string>>([{}, { iss: issuer }, { sid: 'one' }, { iss: 'https://evil.example', sid: 'one' }])(
    'does nothing for %o',
    async (query) => {
      const app = await webApp()
      const isThere = await signedIn(app, 'alice', 'one')
      expect((await app.browser().visit(url(query))).status).toBe(400)
      expect(await isThere()).toBe(true)
    },
  )
})
