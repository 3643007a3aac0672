import { afterAll, expect, test } from 'vitest'
import { configureWorker, databasesOf, recordPages } from './harness/worker-pages.ts'
import { askToken, grants, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server } = world
afterAll(() => world.close())

const accessTokens: string[] = []
;(server.provider as unknown as NodeJS.EventEmitter).on('access_token.saved', ({ jti }) => accessTokens.push(jti))

test.for([
  ['SharedWorker', 'page'],
  ['SharedWorker', 'worker'],
  ['Worker', 'page'],
  ['Worker', 'worker'],
] as const)(
  '54: a %s keeps refresh tokens out of the page, and with accessTokens %s no others',
  async ([kind, where]) => {
    configureWorker(world, kind, { accessTokens: where })
    accessTokens.length = 0
    const context = await world.context()
    const recorded = await recordPages(context)
    const page = await context.newPage()
    await signIn(page, world)
    expect(await resultOf(page, 'callback')).toMatchObject({
      status: 'completed',
      user: { sub: 'alice' },
      returnTo: '/',
    })
    expect(grants(world)).toEqual(['authorization_code'])
    const { user, scope, startedAt } = (await page.evaluate(() => globalThis.auth.getSession())) ?? {}
    expect([user?.sub, scope, typeof startedAt]).toEqual(['alice', expect.stringContaining('read'), 'number'])
    await page.click('#api')
    expect(await resultOf(page, 'api')).toBe(200)
    const asked = await askToken(page, { forceRenewal: true })
    expect(asked).toMatchObject(where === 'page' ? { tokenType: 'Bearer' } : { name: 'TypeError' })
    expect(grants(world)).toEqual(['authorization_code', 'refresh_token'])
    await page.click('#api')
    expect(await resultOf(page, 'api')).toBe(200)
    // the server issued two of each, which the record would show
    expect([world.issued.length, accessTokens.length]).toEqual([2, 2])
    const text = await recorded.text()
    expect(text).toContain('alice')
    for (const token of world.issued) expect(text).not.toContain(token)
    for (const token of where === 'worker' ? accessTokens : []) expect(text).not.toContain(token)
    if (where === 'page') expect(text).toContain(accessTokens.at(-1))
    expect(await databasesOf(page)).toEqual([])

    await page.click('#signOut')
    await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
    expect(server.requests.filter(({ path }) => path === '/token/revocation')).toHaveLength(1)
    await page.click('button')
    await seen(page, /^signed_out/)
    expect(await askToken(page)).toMatchObject({ name: 'TokenSourceError', code: 'no_session' })
    await page.click('#api')
    expect(await resultOf(page, 'api')).toMatchObject({ code: 'no_session' })
    expect(site.violations).toEqual([])
  },
)
