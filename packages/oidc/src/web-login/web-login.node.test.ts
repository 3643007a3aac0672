import { createMemoryStore } from '@grantkit/tokens'
import { describe, expect, it } from 'vitest'
import { fakeIssuer, issuer } from '../testing/fake-issuer.ts'
import { type TestBrowser, webApp } from '../testing/web-app.ts'

const loginCookies = ({ cookies }: TestBrowser) => [...cookies.keys()].filter((name) => name.includes('-login-'))
const textOf = async (response: Response) => `${response.status} ${await response.text()}`

describe('a login', () => {
  it("returns to the user's page, with a session whose tokens stay on the server", async () => {
    const { web, browser, server } = await webApp()
    const alice = browser()
    const response = await alice.signIn('/auth/login?returnTo=/orders?id=1')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/orders?id=1')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect([...alice.cookies.keys()]).toEqual(['__Host-grantkit'])
    const session = await web.getSession(alice.request('/'))
    expect(session?.user).toMatchObject({ sub: 'alice' })
    expect(session).toMatchObject({ startedAt: server.time, expiresAt: server.time + 604_800_000 })
    expect((await session?.getAccessToken())?.accessToken).toBe('the-access-token')
    expect([...((await session?.headers()) ?? [0])]).toEqual([])
    expect(server.asked()).toEqual(['/.well-known/openid-configuration', '/token', '/jwks'])
  })

  it('sets cookies that no script, other site or other host can use', async () => {
    const alice = (await webApp()).browser()
    await alice.signIn()
    const kept = alice.set.filter((line) => !/Max-Age=0/.test(line))
    expect(kept[0]).toMatch(
      /^__Host-grantkit-login-[0-9a-z]+-[\w-]{12}=ey[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=600$/,
    )
    expect(kept[1]).toMatch(/^__Host-grantkit=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=604800$/)
    expect(kept).toHaveLength(2)
  })

  it('sets no Secure on loopback, because browsers would drop the cookie', async () => {
    const app = await webApp({ baseUrl: 'http://localhost:3000' })
    const alice = app.browser()
    await alice.signIn()
    expect(alice.set.join()).not.toMatch(/Secure|__Host/)
    expect((await app.web.getSession(alice.request('/')))?.user?.sub).toBe('alice')
  })

  it('starts a session with a new id, and ends the previous one (fixation)', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    alice.cookies.set('__Host-grantkit', 'A'.repeat(43))
    await alice.signIn()
    const first = alice.cookies.get('__Host-grantkit')
    expect(first).not.toBe('A'.repeat(43))
    const before = alice.request('/')
    await alice.signIn()
    expect(alice.cookies.get('__Host-grantkit')).not.toBe(first)
    expect(await web.getSession(before)).toBeUndefined()
    expect(await web.getSession(alice.request('/'))).toBeDefined()
  })

  it("uses the app's parameters, and returns its data", async () => {
    const { web, browser, server } = await webApp({}, { userInfo: true })
    const alice = browser()
    const response = await web.signIn(alice.request('/start'), {
      ...{ returnTo: '/a', data: { plan: 'free' }, parameters: { organization: 'acme' } },
      refreshParameters: { organization: 'acme' },
    })
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('organization')).toBe('acme')
    const back = await alice.visit(await alice.leave(response), { from: 'cross-site' })
    expect(back.headers.get('location')).toBe('/a')
    const session = await web.getSession(alice.request('/'))
    expect(session).toMatchObject({ data: { plan: 'free' }, userInfo: { sub: 'alice', name: 'Alice' } })
    await session?.getAccessToken({ forceRenewal: true })
    expect(server.requests.at(-1)?.form.get('organization')).toBe('acme')
  })

  it('uses the parameters of the settings, unless the app overrides them', async () => {
    const { web, browser } = await webApp({ login: { prompt: 'consent', returnTo: '/start' } })
    const alice = browser()
    const promptOf = ({ headers }: Response) => new URL(headers.get('location') ?? '').searchParams.get('prompt')
    expect(promptOf(await alice.visit('/auth/login'))).toBe('consent')
    expect(promptOf(await web.signIn(alice.request('/'), { prompt: 'login' }))).toBe('login')
    expect((await alice.signIn()).headers.get('location')).toBe('/start')
  })

  it.for([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    'https://app.example@evil.example/',
  ])('never leads to another origin: %s', async (returnTo) => {
    const alice = (await webApp()).browser()
    const response = await alice.signIn(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`)
    expect(response.headers.get('location')).toBe('/')
  })

  it('ignores the Host header', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    const forged = { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } }
    const response = await alice.visit('http://evil.example/auth/login?returnTo=http://evil.example/x', forged)
    const redirectUri = new URL(response.headers.get('location') ?? '').searchParams.get('redirect_uri')
    expect(redirectUri).toBe('https://app.example/auth/callback')
    const back = await alice.signIn('http://evil.example/auth/login?returnTo=http://evil.example/x')
    expect(back.headers.get('location')).toBe('/')
    expect(await web.getSession(alice.request('/'))).toBeDefined()
  })

  it.for([2, -2])('works on a machine whose clock is %i hours off', async (hours) => {
    const server = await fakeIssuer()
    const dated = async (...args: Parameters<typeof server.fetch>) => {
      const response = await server.fetch(...args)
      response.headers.set('date', new Date(server.time).toUTCString())
      return response
    }
    const settings = { fetch: dated, now: () => server.time + hours * 3_600_000 }
    const { web, browser } = await webApp({ store: createMemoryStore({ now: settings.now }) }, settings, server)
    const alice = browser()
    expect((await alice.signIn()).headers.get('location')).toBe('/')
    const session = await web.getSession(alice.request('/'))
    expect(session?.user?.sub).toBe('alice')
    expect((await session?.getAccessToken())?.accessToken).toBe('the-access-token')
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })

  it('can be started by its server only (OIDC Core section 4)', async () => {
    const alice = (await webApp()).browser()
    const target = encodeURIComponent('https://app.example/orders')
    const iss = encodeURIComponent(issuer)
    const response = await alice.signIn(`/auth/login?iss=${iss}&login_hint=alice&target_link_uri=${target}`)
    expect(response.headers.get('location')).toBe('/orders')
    expect(await textOf(await alice.visit('/auth/login?iss=https://evil.example'))).toMatch(/^400 .*not know/s)
  })

  it('may be started by a form post', async () => {
    const alice = (await webApp()).browser()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await alice.visit('/auth/login', { method: 'POST', body: 'returnTo=/x', headers })
    expect(response.status).toBe(303)
    const large = { method: 'POST', body: `returnTo=${'x'.repeat(2_000_000)}`, headers }
    expect((await alice.visit('/auth/login', large)).status).toBe(413)
  })

  it('responds only to its own paths and methods', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    expect(await web.handle(alice.request('/'))).toBeUndefined()
    expect(await web.handle(alice.request('/auth/login/x'))).toBeUndefined()
    const response = await alice.visit('/auth/backchannel-logout')
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await alice.visit('/auth/callback', { method: 'HEAD' })).status).toBe(405)
  })

  it('has its paths below the base URL', async () => {
    const settings = { baseUrl: 'https://app.example/shop', path: '/login/oidc' }
    const redirectUri = 'https://app.example/shop/back'
    const { web, browser } = await webApp(settings, { redirectUri, basePath: '/shop' })
    const alice = browser()
    expect(await web.handle(alice.request('/login/oidc/login'))).toBeUndefined()
    const back = await alice.leave('/shop/login/oidc/login?returnTo=/shop/cart')
    const response = await alice.visit(back.replace('/auth/callback', '/shop/back'), { from: 'cross-site' })
    expect(response.headers.get('location')).toBe('/shop/cart')
  })

  it('may return by a form post of the server, without the previous session', async () => {
    const { web, browser } = await webApp({}, { responseMode: 'form_post' })
    const alice = browser()
    const [, body] = (await alice.leave()).split('?')
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: issuer }
    const post = { method: 'POST', body: body ?? '', headers, from: 'cross-site' } as const
    expect(alice.set[0]).toMatch(/; Secure; SameSite=None; /)
    const response = await alice.visit('/auth/callback', post)
    expect(response.headers.get('location')).toBe('/')
    expect(await web.getSession(alice.request('/'))).toBeDefined()
    // once more: the browser asks again, with the cookie that it keeps from posts of other sites
    const again = await alice.visit('/auth/callback', post)
    expect(again.headers.get('location')).toMatch(/^\/auth\/callback\?state=/)
    const home = await alice.visit(again.headers.get('location') ?? '', { from: 'cross-site' })
    expect(home.headers.get('location')).toBe('/')
  })
})

describe('attempts to sign in', () => {
  it('are limited to five small cookies if they are abandoned (scenario 62)', async () => {
    const { browser } = await webApp()
    const alice = browser()
    for (let times = 0; times < 30; times++) await alice.leave(`/auth/login?returnTo=/orders/${times}`)
    expect(loginCookies(alice)).toHaveLength(5)
    expect(`${alice.request('/').headers.get('cookie')}`.length).toBeLessThan(6000)
    expect((await alice.signIn('/auth/login?returnTo=/last')).headers.get('location')).toBe('/last')
  })

  it('with large records leave room for the rest of the request', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    const data = 'd'.repeat(2000)
    for (let times = 0; times < 5; times++) {
      alice.take(await web.signIn(alice.request('/'), { data, returnTo: `/${'x'.repeat(1000)}` }))
    }
    expect(loginCookies(alice)).toHaveLength(1)
    expect(`${alice.request('/').headers.get('cookie')}`.length).toBeLessThan(6000)
  })

  it('with too large records are refused before the user leaves', async () => {
    const { web, browser } = await webApp()
    const refreshParameters = { organization: 'o'.repeat(3000) }
    await expect(web.signIn(browser().request('/'), { refreshParameters })).rejects.toThrow(
      /^data and refreshParameters: pass less: the sealed login takes \d+ bytes of 3800$/,
    )
  })

  it('don’t disturb each other', async () => {
    const { browser } = await webApp()
    const alice = browser()
    const first = await alice.leave('/auth/login?returnTo=/first')
    await alice.leave('/auth/login?returnTo=/second')
    expect(loginCookies(alice)).toHaveLength(2)
    const response = await alice.visit(first, { from: 'cross-site' })
    // the nonce is the second one's
    expect(response.status).toBe(400)
    expect(loginCookies(alice)).toHaveLength(1)
  })

  it.for([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-moz', 'prefetch'],
    ['next-router-prefetch', '1'],
  ])('by prefetching have no effect: %s: %s (scenario 63)', async ([name = '', value = '']) => {
    const { server, browser } = await webApp()
    const alice = browser()
    const ahead = { headers: { [name]: value } }
    const early = await alice.visit('/auth/login', ahead)
    expect([early.status, early.headers.get('cache-control'), alice.set]).toEqual([503, 'no-store', []])
    const back = await alice.leave()
    const count = server.requests.length
    expect((await alice.visit(back, { ...ahead, from: 'cross-site' })).status).toBe(503)
    expect(server.requests).toHaveLength(count)
    expect((await alice.visit(back, { from: 'cross-site' })).headers.get('location')).toBe('/')
    expect((await alice.visit('/auth/logout', ahead)).status).toBe(503)
    expect(alice.cookies.has('__Host-grantkit')).toBe(true)
  })

  it("expire after ten minutes, or after the client's setting", async () => {
    const { server, browser } = await webApp()
    const alice = browser()
    const back = await alice.leave()
    server.time += 600_001
    expect(await textOf(await alice.visit(back, { from: 'cross-site' }))).toMatch(/^400 .*took too long/s)
    const slow = await webApp({}, { loginTtlMs: 3_600_000 })
    const bob = slow.browser()
    const later = await bob.leave()
    slow.server.time += 3_000_000
    expect((await bob.visit(later, { from: 'cross-site' })).status).toBe(303)
  })
})

describe('a callback', () => {
  it('that is repeated redirects a signed-in user to the app (scenario 65)', async () => {
    const { server, browser } = await webApp()
    const alice = browser()
    const back = await alice.leave()
    await alice.visit(back, { from: 'cross-site' })
    const count = server.requests.length
    expect((await alice.visit(back, { from: 'cross-site' })).headers.get('location')).toBe('/')
    expect((await alice.visit('/auth/callback')).headers.get('location')).toBe('/')
    expect(server.requests).toHaveLength(count)
  })

  it('without its cookie shows the reason to a signed-out user (scenario 65)', async () => {
    const { server, browser } = await webApp()
    const alice = browser()
    const back = await alice.leave()
    alice.cookies.clear()
    const count = server.requests.length
    const response = await alice.visit(back, { from: 'cross-site' })
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
    expect(await textOf(response)).toMatch(/^400 .*blocks cookies.*href="\/auth\/login"/s)
    expect(await textOf(await alice.visit('/auth/callback?code=c&state=s'))).toMatch(/^400 .*no sign-in of this app/s)
    expect(server.requests).toHaveLength(count)
  })

  it('that is loaded twice at once sends the code once, and starts one session', async () => {
    const { server, web, browser } = await webApp()
    const alice = browser()
    const back = await alice.leave()
    const requests = [1, 2, 3].map(() => alice.request(back, { from: 'cross-site' }))
    const responses = await Promise.all(requests.map((request) => web.callback(request)))
    const cookies = responses.map(({ headers }) =>
      headers.getSetCookie().find((each) => /^__Host-grantkit=/.test(each)),
    )
    expect(new Set(cookies).size).toBe(1)
    expect(responses.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })

  it('in two processes starts one session', async () => {
    const app = await webApp()
    const other = app.again()
    const alice = app.browser()
    const back = await alice.leave()
    const request = () => alice.request(back, { from: 'cross-site' })
    const responses = await Promise.all([app.web.callback(request()), other.web.callback(request())])
    expect(responses.map(({ status }) => status)).toEqual([303, 303])
    const ids = responses.map(({ headers }) => /__Host-grantkit=([^;]+)/.exec(headers.getSetCookie().join())?.[1])
    expect(ids[0]).toBe(ids[1])
    expect(app.server.asked().filter((path) => path === '/token')).toHaveLength(1)
    // much later, from a browser that has kept the record
    expect((await other.web.callback(alice.request(back))).status).toBe(303)
  })

  it('that fails in one process also fails in the other', async () => {
    const app = await webApp()
    const other = app.again()
    app.server.answers.token = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
    const alice = app.browser()
    const back = await alice.leave()
    const request = () => alice.request(back, { from: 'cross-site' })
    const responses = await Promise.all([app.web.callback(request()), other.web.callback(request())])
    expect(responses.map(({ status }) => status)).toEqual([400, 400])
  })

  it("shows the server's error", async () => {
    const { browser } = await webApp()
    const alice = browser()
    const back = (await alice.leave()).replace('code=the-code', 'error=access_denied')
    const response = await alice.visit(back, { from: 'cross-site' })
    expect(await textOf(response)).toMatch(/^403 .*access_denied/s)
    expect(loginCookies(alice)).toEqual([])
  })

  it('of a login without the user (prompt=none) redirects to the app', async () => {
    const { server, web, browser } = await webApp()
    const alice = browser()
    const response = await web.signIn(alice.request('/'), { prompt: 'none', returnTo: '/public' })
    const back = await alice.leave(response, { error: 'login_required' })
    expect((await alice.visit(back, { from: 'cross-site' })).headers.get('location')).toBe('/public')
    expect(server.asked()).not.toContain('/token')
  })

  it("of another issuer doesn't send its code", async () => {
    const { server, browser } = await webApp()
    const alice = browser()
    const back = (await alice.leave()).replace(encodeURIComponent(issuer), encodeURIComponent('https://evil.example'))
    expect(await textOf(await alice.visit(back, { from: 'cross-site' }))).toMatch(/^400 .*another sign-in service/s)
    expect(server.asked()).not.toContain('/token')
  })

  it('can be repeated if the server or the store was down before the code was sent', async () => {
    const store = createMemoryStore()
    let down = false
    const failing = {
      ...store,
      set: (...args: Parameters<typeof store.set>) => (down ? Promise.reject(new Error('down')) : store.set(...args)),
    }
    const errors: unknown[] = []
    const { server, browser } = await webApp({ store: failing, onError: (error) => errors.push(error) })
    const alice = browser()
    const back = await alice.leave()
    down = true
    const response = await alice.visit(back, { from: 'cross-site' })
    expect(await textOf(response)).toMatch(/^503 .*not possible just now/s)
    expect(errors).toMatchObject([{ name: 'TokenSourceError', code: 'store_failed' }])
    expect(server.asked()).not.toContain('/token')
    down = false
    expect((await alice.visit(back, { from: 'cross-site' })).status).toBe(303)
  })

  it('shows the app’s own page', async () => {
    const { browser } = await webApp({
      showProblem: ({ kind, signInUrl }) =>
        new Response(`${kind} ${signInUrl}`, { headers: { 'cache-control': 'public' } }),
    })
    const response = await browser().visit('/auth/callback?code=c&state=s')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await textOf(response)).toBe('400 foreign /auth/login')
  })

  it('accepts logins sealed with an older key, but no seal for another purpose', async () => {
    const app = await webApp()
    const alice = app.browser()
    const back = await alice.leave()
    const [name = '', sealed = ''] = [...alice.cookies][0] ?? []
    const newer = { id: '2', key: new Uint8Array(32).fill(8) }
    const rolled = app.again({ keys: [newer, ...app.settings.keys] })
    expect((await rolled.web.callback(alice.request(back))).status).toBe(303)
    const lost = app.again({ keys: [newer], store: createMemoryStore() })
    expect((await lost.web.callback(alice.request(back))).status).toBe(400)
    alice.cookies.delete(name)
    alice.cookies.set('__Host-grantkit-logout', sealed)
    expect((await alice.visit('/auth/logout?state=s')).headers.get('location')).toBe('/')
  })
})

describe('a session', () => {
  it('ends after idleMs without use, and after maxMs', async () => {
    const { server, web, browser } = await webApp({ idleMs: 100_000, maxMs: 300_000 })
    const alice = browser()
    await alice.signIn()
    const find = () => web.getSession(alice.request('/'))
    for (let times = 0; times < 5; times++) {
      server.time += 50_000
      expect(await find()).toBeDefined()
    }
    server.time += 50_000
    expect(await find()).toBeUndefined()
    await alice.signIn()
    server.time += 150_000
    expect(await find()).toBeUndefined()
  })

  it('updates its claims from a refreshed ID token, and ends for another user', async () => {
    const { server, web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    delete server.claims.nonce
    server.claims.name = 'Alice Liddell'
    const session = await web.getSession(alice.request('/'))
    await session?.getAccessToken({ forceRenewal: true })
    expect((await web.getSession(alice.request('/')))?.user?.name).toBe('Alice Liddell')
    server.claims.sub = 'mallory'
    await expect(session?.getAccessToken({ forceRenewal: true })).rejects.toMatchObject({ reason: 'user_mismatch' })
    expect(await web.getSession(alice.request('/'))).toBeUndefined()
  })

  it('refreshes with the client’s secret, once for all requests', async () => {
    const { server, web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    server.time += 301_000
    const count = server.requests.length
    const tokens = await Promise.all(
      Array.from({ length: 20 }, async () => (await web.getSession(alice.request('/')))?.getAccessToken()),
    )
    expect(new Set(tokens.map((token) => token?.accessToken)).size).toBe(1)
    const sent = server.requests.slice(count).filter(({ url }) => url.endsWith('/token'))
    expect(sent).toHaveLength(1)
    expect(sent[0]?.headers.get('authorization')).toMatch(/^Basic /)
    expect(Object.fromEntries(sent[0]?.form ?? [])).toMatchObject({ refresh_token: 'the-refresh-token' })
  })

  it('sends its token to the allowed origins, and gets tokens for other APIs', async () => {
    const { server, web, browser } = await webApp()
    server.answers.orders = ({ headers }) => Response.json({ token: headers.get('authorization') })
    server.answers.foreign = ({ headers }) => Response.json({ token: headers.get('authorization') })
    const alice = browser()
    await alice.signIn()
    const session = await web.getSession(alice.request('/'))
    const call = session?.fetch('https://api.example') ?? fetch
    expect(await (await call('https://api.example/orders')).json()).toEqual({ token: 'Bearer the-access-token' })
    expect(await (await call('https://other.example/foreign')).json()).toEqual({ token: null })
    await session?.forResource({ resource: 'https://api.example' }).getAccessToken()
    expect(server.requests.at(-1)?.form.get('resource')).toBe('https://api.example')
  })

  it('is undefined for a forged cookie', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    for (const value of ['x', '../..', 'A'.repeat(43), `${'A'.repeat(42)}=`, '']) {
      alice.cookies.set('__Host-grantkit', value)
      expect(await web.getSession(alice.request('/'))).toBeUndefined()
    }
    expect(await web.getSession({ headers: new Headers() })).toBeUndefined()
  })

  it('can’t be found out from the store', async () => {
    const texts: string[] = []
    const store = createMemoryStore()
    const seen = {
      ...store,
      set(...args: Parameters<typeof store.set>) {
        texts.push(args[0], args[1])
        return store.set(...args)
      },
    }
    const { browser } = await webApp({ store: seen })
    const alice = browser()
    await alice.signIn()
    const id = alice.cookies.get('__Host-grantkit') ?? ''
    expect(id).toHaveLength(43)
    expect(texts.length).toBeGreaterThan(4)
    expect(texts.join()).not.toContain(id)
  })

  it("isn't treated as ended when the store is down", async () => {
    const store = createMemoryStore()
    let down = false
    const get = (key: string) =>
      down ? Promise.reject(new Error('connection refused: redis://secret@host')) : store.get(key)
    const { web, browser } = await webApp({ store: { ...store, get } })
    const alice = browser()
    await alice.signIn()
    down = true
    const error = await web.getSession(alice.request('/')).catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'TokenSourceError', code: 'store_failed', transient: true })
    expect(JSON.stringify(error) + error.stack).not.toContain('secret@host')
    expect(await textOf(await alice.visit('/auth/logout', { method: 'POST' }))).toMatch(/^503 /)
    expect(alice.cookies.has('__Host-grantkit')).toBe(true)
    down = false
    expect((await web.getSession(alice.request('/')))?.user?.sub).toBe('alice')
  })
})
