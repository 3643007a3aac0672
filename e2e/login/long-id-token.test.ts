import { afterAll, expect, test } from 'vitest'
import { resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

const longName = async (work: () => Promise<void>): Promise<void> => {
  const alice = server.users.alice as { name: string }
  const { name } = alice
  alice.name = 'A'.repeat(9000)
  try {
    await work()
  } finally {
    alice.name = name
  }
}

test('41: an ID token of 12 kB goes to the server by a form, and the page comes back', () =>
  longName(async () => {
    configure()
    const context = await world.context()
    const page = await context.newPage()
    await signIn(page, world)
    // the server accepts posts only over TLS, because of its cookies: this responds as it does there
    let form = new URLSearchParams()
    await context.route(`${server.issuer}/session/end`, (route) => {
      form = new URLSearchParams(route.request().postData() ?? '')
      const location = `${form.get('post_logout_redirect_uri')}?state=${form.get('state')}`
      return route.fulfill({ status: 303, headers: { location } })
    })
    await page.evaluate(() => Object.assign(globalThis.options, { signOut: { returnTo: '/bye' } }))
    await page.click('#signOut')
    await page.waitForURL(`${site.origin}/bye`)
    await seen(page, /^signed_out/)
    expect(await resultOf(page, 'callback')).toEqual({ status: 'signed_out', returnTo: '/bye' })
    expect(form.get('id_token_hint')?.length).toBeGreaterThan(12_000)
  }))

test('41: with a policy that forbids forms it signs out without the ID token', () =>
  longName(async () => {
    configure()
    const policy = site.headers['content-security-policy']
    site.headers = { ...site.headers, 'content-security-policy': `${policy}; form-action 'none'` }
    const page = await (await world.context()).newPage()
    await signIn(page, world)
    await page.click('#signOut')
    await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
    expect(page.url()).not.toContain('id_token_hint')
    await page.click('button')
    expect(await resultOf(page, 'callback')).toEqual({ status: 'signed_out', returnTo: '/' })
  }))
