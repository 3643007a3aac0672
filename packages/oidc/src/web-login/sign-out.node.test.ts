import { describe, expect, it } from 'vitest'
import { issuer } from '../testing/fake-issuer.ts'
import { webApp } from '../testing/web-app.ts'

const textOf = async (response: Response) => `${response.status} ${await response.text()}`

describe('a sign-out', () => {
  it('ends the session, revokes its tokens, and continues at the server', async () => {
    const { server, web, browser } = await webApp()
    server.answers.revoke = () => new Response('')
    const alice = browser()
    await alice.signIn()
    const before = alice.request('/')
    const response = await alice.visit('/auth/logout', { method: 'POST' })
    const url = new URL(response.headers.get('location') ?? '')
    expect(response.status).toBe(303)
    expect(`${url.origin}${url.pathname}`).toBe(`${issuer}/logout`)
    expect(url.searchParams.get('id_token_hint')).toMatch(/^ey/)
    expect(url.searchParams.get('client_id')).toBe('app')
    expect(alice.cookies.size).toBe(0)
    expect(await web.getSession(before)).toBeUndefined()
    const revoked = server.requests.filter(({ url }) => url.endsWith('/revoke')).map(({ form }) => form.get('token'))
    expect(revoked).toEqual(['the-refresh-token', 'the-access-token'])
  })

  it('comes back to the app with the record of this logout only', async () => {
    const postLogoutRedirectUri = 'https://app.example/auth/logout'
    const { browser } = await webApp({ postLogoutRedirectUri })
    const alice = browser()
    await alice.signIn()
    const response = await alice.visit('/auth/logout?returnTo=/bye', { method: 'POST' })
    const { searchParams } = new URL(response.headers.get('location') ?? '')
    expect(searchParams.get('post_logout_redirect_uri')).toBe(postLogoutRedirectUri)
    const state = searchParams.get('state') ?? ''
    const forged = await alice.visit('/auth/logout?state=forged', { from: 'cross-site' })
    expect(forged.headers.get('location')).toBe('/bye')
    const back = await alice.visit(`/auth/logout?state=${state}`, { from: 'cross-site' })
    expect(back.headers.get('location')).toBe('/bye')
    expect(alice.cookies.size).toBe(0)
  })

  it('stays local if the app says so, or the server can’t', async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    const local = await web.signOut(alice.request('/x', { method: 'POST' }), { scope: 'local', returnTo: '/bye' })
    expect(local.headers.get('location')).toBe('/bye')
    const app = await webApp()
    delete app.server.metadata.end_session_endpoint
    const bob = app.browser()
    await bob.signIn()
    expect((await bob.visit('/auth/logout', { method: 'POST' })).headers.get('location')).toBe('/')
  })

  it('ends the session here even if the server is away', async () => {
    const errors: unknown[] = []
    const app = await webApp({ onError: (error) => errors.push(error) })
    const alice = app.browser()
    await alice.signIn()
    const before = alice.request('/')
    app.server.answers['openid-configuration'] = () => new Response('', { status: 503 })
    const other = app.again()
    const response = await other.web.signOut(alice.request('/auth/logout', { method: 'POST' }))
    expect(response.headers.get('location')).toBe('/')
    expect(await app.web.getSession(before)).toBeUndefined()
    expect(errors).toMatchObject([{ code: 'discovery_failed' }])
  })

  it('posts a form if the address would be too long', async () => {
    const { server, browser } = await webApp()
    server.claims.picture = `https://app.example/"><script>${'x'.repeat(2000)}`
    const alice = browser()
    await alice.signIn()
    const response = await alice.visit('/auth/logout', { method: 'POST' })
    const text = await response.text()
    expect(text).toContain(
      `<form method="post" action="${issuer}/logout"><input type="hidden" name="id_token_hint" value="ey`,
    )
    const [, nonce] = /script-src 'nonce-([\w-]+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? []
    expect(text).toContain(`<script nonce="${nonce}">`)
    expect(alice.cookies.size).toBe(0)
  })

  it.for<[string, object, number]>([
    ['a post of another site', { method: 'POST', from: 'cross-site' }, 403],
    ['a post of a neighbour', { method: 'POST', headers: { 'sec-fetch-site': 'same-site' } }, 403],
    ['a post with a foreign Origin', { method: 'POST', headers: { origin: 'https://evil.example' } }, 403],
    ['a post with a null Origin', { method: 'POST', headers: { 'sec-fetch-site': '', origin: 'null' } }, 403],
    ['a link of another site', { from: 'cross-site' }, 200],
    ['a link of a browser that says nothing', { headers: { 'sec-fetch-site': '' } }, 200],
  ])('requires a confirmation for %s', async ([, visit, status]) => {
    const { web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    const text = await textOf(await alice.visit('/auth/logout', visit))
    expect(text).toMatch(new RegExp(`^${status} .*<form method="post" action="/auth/logout">`, 's'))
    expect(await web.getSession(alice.request('/'))).toBeDefined()
  })

  it.for<[string, object]>([
    ['a link of the app', {}],
    ['the address bar', { from: 'none' }],
    ['a post of an old browser', { method: 'POST', headers: { 'sec-fetch-site': '', origin: 'https://app.example' } }],
    ['a post of a program', { method: 'POST', headers: { 'sec-fetch-site': '' } }],
  ])('works by %s', async ([, visit]) => {
    const { web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    const before = alice.request('/')
    expect((await alice.visit('/auth/logout', visit)).status).toBe(303)
    expect(await web.getSession(before)).toBeUndefined()
  })

  it("of another site isn't possible with a state", async () => {
    const { web, browser } = await webApp()
    const alice = browser()
    await alice.signIn()
    expect(await textOf(await alice.visit('/auth/logout?state=x', { from: 'cross-site' }))).toMatch(
      /^200 .*Sign out\?/s,
    )
    expect(await web.getSession(alice.request('/'))).toBeDefined()
  })
})
