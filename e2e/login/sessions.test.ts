import { afterAll, expect, test } from 'vitest'
import { grants, resultOf, seen, signIn, startWorld } from './harness/world.ts'

const world = await startWorld()
const { site, server, configure } = world
afterAll(() => world.close())

test('1: a sign-in by redirect takes one token and one JWKS request, and leaves no code behind', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  expect(await resultOf(page, 'callback')).toMatchObject({ status: 'completed', returnTo: '/', userChanged: false })
  expect(page.url()).toBe(`${site.origin}/`)
  expect(grants(world)).toEqual(['authorization_code'])
  expect(server.requests.filter(({ path }) => path === '/jwks')).toHaveLength(1)
  const referers = server.requests.flatMap(({ headers }) => headers.referer ?? [])
  expect(referers.join()).not.toMatch(/code=/)
  expect(site.violations).toEqual([])
})

test('2: a reload restores the session without a request to the server', async () => {
  configure()
  const page = await (await world.context()).newPage()
  await signIn(page, world)
  server.requests.length = 0
  await page.reload()
  await seen(page, /^signed_in alice/)
  expect(server.requests).toEqual([])
})
