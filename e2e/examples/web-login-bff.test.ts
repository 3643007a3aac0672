import { randomBytes } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { freePort } from '../setup/free-port.mjs'
import { launchChromium } from '../setup/launch.mjs'
import { example, startExample } from './start-example.ts'

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

it('the page that never sees a token signs in, calls an API, and signs out', async () => {
  const baseUrl = `http://localhost:${await freePort()}`
  const server = await startAuthorizationServer({ pageOrigin: baseUrl, interaction: 'auto' })
  const app = startExample(process.execPath, [example('web-login-bff/server.ts'), baseUrl], {
    ...{ ISSUER: server.issuer, API: server.api, COOKIE_KEY: randomBytes(32).toString('base64') },
    ...{ CLIENT_ID: server.clients.web.clientId, CLIENT_SECRET: server.clients.web.clientSecret },
  })
  const browser = await launchChromium()
  closing.push(() => browser.close(), app.stop, server.close)
  await app.printed(/listening/)
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${error}`))
  const texts: string[] = []
  page.on('response', async (response) => {
    if (response.url().startsWith(baseUrl)) texts.push(await response.text().catch(() => ''))
  })
  await page.goto(baseUrl)
  await page.locator('#user', { hasText: 'signed out' }).waitFor()
  await page.click('#in')
  await page.locator('#user', { hasText: 'signed in as alice' }).waitFor()
  await page.click('#call')
  await page.locator('#answer', { hasText: '{"hello":"alice","scope":"read"}' }).waitFor()
  const sent = server.requests.findLast(({ path }) => path === '/api/hello')?.headers.authorization
  expect(sent).toMatch(/^Bearer ./)
  expect(texts.filter((text) => text.includes(`${sent}`.slice(7)))).toEqual([])

  await page.click('#out button')
  await page.click('button')
  await page.locator('#user', { hasText: 'signed out' }).waitFor()
  // the session had ended before the page noticed
  await page.click('#call')
  await page.locator('#user', { hasText: 'signed in as alice' }).waitFor()
  expect(errors).toEqual([])
})

it.for<[string, Record<string, string>, RegExp]>([
  ['no API', { API: '' }, /^TypeError: routes\['\/api'\]: pass the absolute https: URL of an API/m],
  ['no secret', { CLIENT_SECRET: '' }, /^TypeError: clientSecret: pass a non-empty string$/m],
])('with %s it refuses to start, and says why', async ([, env, message]) => {
  const { code, stdout, stderr } = await startExample(process.execPath, [example('web-login-bff/server.ts')], {
    ...{ ISSUER: 'https://demo.example', API: 'https://api.example', COOKIE_KEY: randomBytes(32).toString('base64') },
    ...{ CLIENT_ID: 'web', CLIENT_SECRET: 'the-secret', ...env },
  }).ended
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).not.toContain('the-secret')
})
