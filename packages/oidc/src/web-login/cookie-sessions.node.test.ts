import { describe, expect, it } from 'vitest'
import { issuer } from '../testing/fake-issuer.ts'
import { type TestBrowser, type TestWebApp, webApp } from '../testing/web-app.ts'

const inCookies = (over = {}, client = {}) => webApp({ session: 'cookie', ...over }, client)

/** A request of this browser: the session's token, and the cookies that come with the response. */
async function call({ web }: TestWebApp, browser: TestBrowser, options = {}) {
  const session = await web.getSession(browser.request('/'))
  const token = await session?.getAccessToken(options)
  const headers = (await session?.headers()) ?? new Headers()
  return { session, token: token?.accessToken, respond: () => browser.take(new Response('', { headers })) }
}

/** A server that rotates refresh tokens, and refuses one that was used before. */
function rotating({ server }: TestWebApp): { used: string[]; reused: string[] } {
  const seen = { used: [] as string[], reused: [] as string[] }
  let count = 0
  const usual = server.fetch
  server.answers.token = async (request) => {
    const refreshToken = request.form.get('refresh_token') ?? ''
    if (seen.used.includes(refreshToken)) {
      seen.reused.push(refreshToken)
      return Response.json({ error: 'invalid_grant' }, { status: 400 })
    }
    if (refreshToken) seen.used.push(refreshToken)
    count++
    server.token = { refresh_token: `rt-${count}` }
    // a login's ID token names the access token
    if (refreshToken) Object.assign(server.token, { access_token: `at-${count}`, id_token: undefined })
    const { token } = server.answers
    delete server.answers.token
    const response = await usual(request.url, { body: request.form })
    if (token) server.answers.token = token
    return response
  }
  return seen
}

describe('a session in cookies', () => {
  it('needs no store, and its cookies are unreadable', async () => {
    const app = await inCookies({ store: undefined, lock: undefined })
    const alice = app.browser()
    expect((await alice.signIn()).headers.get('location')).toBe('/')
    const [[name = '', value = ''] = []] = alice.cookies
    expect([name, alice.cookies.size]).toEqual(['__Host-grantkit', 1])
    expect(value).toMatch(/^1~ey[\w.-]+$/)
    const { session, token } = await call(app, alice)
    expect(session?.user?.sub).toBe('alice')
    expect(token).toBe('the-access-token')
    const [header = ''] = value.slice(2).split('.')
    expect(JSON.parse(atob(header))).toEqual({ alg: 'dir', enc: 'A256GCM', kid: '1', typ: 'session' })
  })

  it('is accepted by another process, with an older key too', async () => {
    const app = await inCookies()
    const alice = app.browser()
    await alice.signIn()
    const keys = [{ id: '2', key: new Uint8Array(32).fill(8) }, ...app.settings.keys]
    const other = app.again({ keys })
    const { session, token } = await call(other, alice)
    expect([session?.user?.sub, token]).toEqual(['alice', 'the-access-token'])
    const without = app.again({ keys: keys.slice(0, 1) })
    expect(await without.web.getSession(alice.request('/'))).toBeUndefined()
  })

  it('is refreshed once for requests with the same cookies, and each response has the new ones', async () => {
    const app = await inCookies()
    const seen = rotating(app)
    const alice = app.browser()
    await alice.signIn()
    app.server.time += 301_000
    const before = new Map(alice.cookies)
    const calls = await Promise.all(Array.from({ length: 20 }, () => call(app, alice)))
    expect(new Set(calls.map(({ token }) => token))).toEqual(new Set(['at-2']))
    calls[0]?.respond()
    expect(alice.cookies).not.toEqual(before)
    // a request that was on its way with the old cookies
    const late = app.browser()
    for (const [name, value] of before) late.cookies.set(name, value)
    expect((await call(app, late)).token).toBe('at-2')
    app.server.time += 301_000
    expect((await call(app, late)).token).toBe('at-3')
    expect(seen).toEqual({ used: ['rt-1', 'rt-2'], reused: [] })
  })

  it('continues in another process with the newer cookies, and then again in the first', async () => {
    const app = await inCookies()
    const seen = rotating(app)
    const other = app.again()
    const alice = app.browser()
    await alice.signIn()
    for (const at of [other, app, other, app]) {
      app.server.time += 301_000
      const { respond } = await call(at, alice)
      respond()
    }
    expect(seen.used).toEqual(['rt-1', 'rt-2', 'rt-3', 'rt-4'])
    expect(seen.reused).toEqual([])
  })

  it('ends after idleMs, which each response extends', async () => {
    const app = await inCookies({ idleMs: 100_000, maxMs: 400_000 })
    const alice = app.browser()
    await alice.signIn()
    for (let times = 0; times < 3; times++) {
      app.server.time += 60_000
      const session = await app.web.getSession(alice.request('/'))
      alice.take(new Response('', { headers: (await session?.headers()) ?? {} }))
      expect(session).toBeDefined()
    }
    const other = app.again()
    expect(await other.web.getSession(alice.request('/'))).toBeDefined()
    app.server.time += 120_000
    expect(await other.web.getSession(alice.request('/'))).toBeUndefined()
    await alice.signIn()
    app.server.time += 400_001
    expect(await app.web.getSession(alice.request('/'))).toBeUndefined()
  })

  it('uses up to three cookies, and fewer when it gets smaller', async () => {
    const app = await inCookies()
    app.server.claims.roles = 'r'.repeat(2500)
    app.server.token.access_token = 'a'.repeat(1500)
    app.server.claims.at_hash = undefined
    const alice = app.browser()
    await alice.signIn()
    expect([...alice.cookies.keys()]).toEqual(['__Host-grantkit', '__Host-grantkit-1', '__Host-grantkit-2'])
    for (const [name, value] of alice.cookies) expect(name.length + value.length).toBeLessThanOrEqual(3800)
    expect((await app.again().web.getSession(alice.request('/')))?.user?.sub).toBe('alice')
    alice.cookies.delete('__Host-grantkit-1')
    expect(await app.again().web.getSession(alice.request('/'))).toBeUndefined()
    delete app.server.claims.roles
    app.server.token.access_token = 'b'
    await alice.signIn()
    expect([...alice.cookies.keys()]).toEqual(['__Host-grantkit'])
  })

  it('drops the ID token if that makes it fit', async () => {
    const app = await inCookies()
    app.server.claims.roles = 'r'.repeat(3000)
    app.server.token.access_token = 'a'.repeat(2500)
    app.server.claims.at_hash = undefined
    const alice = app.browser()
    await alice.signIn()
    const other = app.again()
    expect((await other.web.getSession(alice.request('/')))?.user?.sub).toBe('alice')
    const response = await other.web.signOut(alice.request('/auth/logout', { method: 'POST' }))
    expect(new URL(response.headers.get('location') ?? '').searchParams.has('id_token_hint')).toBe(false)
  })

  it('is refused with its sizes if it is too large, and the previous one stays', async () => {
    const errors: unknown[] = []
    const app = await inCookies({ onError: (error: unknown) => errors.push(error) })
    const alice = app.browser()
    await alice.signIn()
    app.server.token.access_token = `secret-token-${'a'.repeat(9000)}`
    app.server.claims.at_hash = undefined
    const response = await alice.signIn()
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).toMatch(
      /The session takes \d+ bytes, and cookies hold 11400 \(access tokens 9\d\d\d, refresh token 17, ID token \d+, user and data \d+\)\. Use session: &quot;store&quot;/,
    )
    expect(errors).toMatchObject([{ name: 'SessionTooLarge' }])
    expect(text + String(errors[0])).not.toContain('secret-token')
    expect((await app.web.getSession(alice.request('/')))?.user?.sub).toBe('alice')
  })

  it('ends at a sign-out with its tokens, and this process refuses a copy of its cookies', async () => {
    const app = await inCookies()
    app.server.answers.revoke = () => new Response('')
    const alice = app.browser()
    await alice.signIn()
    const copy = alice.request('/')
    const response = await alice.visit('/auth/logout', { method: 'POST' })
    expect(response.headers.get('location')).toContain(`${issuer}/logout`)
    expect(alice.cookies.size).toBe(0)
    expect(await app.web.getSession(copy)).toBeUndefined()
    const revoked = app.server.requests.filter(({ url }) => url.endsWith('/revoke'))
    expect(revoked.map(({ form }) => form.get('token'))).toContain('the-refresh-token')
  })

  it('ends when its refresh token is refused', async () => {
    const app = await inCookies()
    const alice = app.browser()
    await alice.signIn()
    app.server.answers.token = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
    app.server.time += 301_000
    await expect(call(app, alice)).rejects.toMatchObject({ code: 'session_ended', reason: 'revoked' })
    expect(await app.web.getSession(alice.request('/'))).toBeUndefined()
  })

  it('can’t be ended by a back-channel logout, which is reported', async () => {
    const { web } = await inCookies()
    const body = new URLSearchParams({ logout_token: 'x' })
    const url = 'https://app.example/auth/backchannel-logout'
    const response = await web.handle(new Request(url, { method: 'POST', body }))
    expect(response?.status).toBe(400)
    expect(await response?.json()).toMatchObject({
      error: 'unsupported',
      error_description: expect.stringContaining('store'),
    })
  })

  it('is removed by a front-channel logout with its cookie', async () => {
    const app = await inCookies()
    app.server.claims.sid = 'one'
    const alice = app.browser()
    await alice.signIn()
    const url = (sid: string) => `/auth/frontchannel-logout?${new URLSearchParams({ iss: issuer, sid })}`
    await alice.visit(url('two'))
    expect(alice.cookies.size).toBe(1)
    await alice.visit(url('one'))
    expect(alice.cookies.size).toBe(0)
  })

  it.for(['x', '1~x', '3~ey', '9~', '1~eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....'])(
    'is undefined for a forged cookie: %s',
    async (value) => {
      const { web, browser } = await inCookies()
      const alice = browser()
      alice.cookies.set('__Host-grantkit', value)
      expect(await web.getSession(alice.request('/'))).toBeUndefined()
    },
  )

  it('redirects a repeated callback to the app', async () => {
    const { browser, server } = await inCookies()
    const alice = browser()
    const back = await alice.leave()
    await alice.visit(back, { from: 'cross-site' })
    const count = server.requests.length
    expect((await alice.visit(back, { from: 'cross-site' })).headers.get('location')).toBe('/')
    expect(server.requests).toHaveLength(count)
  })
})
