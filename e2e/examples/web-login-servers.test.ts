import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { freePort } from '../setup/free-port.mjs'
import { example, type Running, startExample } from './start-example.ts'

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

/** A running app, and its authorization server. */
async function start(file: string, command = [process.execPath], env: Record<string, string> = {}) {
  const baseUrl = `http://localhost:${await freePort()}`
  const server: AuthorizationServer = await startAuthorizationServer({ pageOrigin: baseUrl, interaction: 'auto' })
  const [program = '', ...args] = command
  const app: Running = startExample(program, [...args, example(`web-login-servers/${file}`), baseUrl], {
    ...{ ISSUER: server.issuer, API: server.api, COOKIE_KEY: randomBytes(32).toString('base64') },
    ...{ CLIENT_ID: server.clients.web.clientId, CLIENT_SECRET: server.clients.web.clientSecret },
    ...env,
  })
  closing.push(app.stop, server.close)
  return { baseUrl, server, app }
}

const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const deno = ['run', '--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-net', '--allow-env']

it.for<[string, string[]?]>([
  ['node.ts'],
  ['hono.ts'],
  ['express.ts'],
  ['fastify.ts'],
  // the program itself, because stopping the script in .bin would leave it running
  ['deno.ts', [fileURLToPath(new URL('../node_modules/deno/deno', import.meta.url)), ...deno]],
  ['bun.ts', [bin('bun'), 'run']],
])('the web app on %s signs a user in, calls an API, and signs out', async ([file, command]) => {
  const home = mkdtempSync(join(tmpdir(), 'grantkit-web-login-'))
  closing.push(() => rmSync(home, { recursive: true, maxRetries: 3 }))
  const env = { HOME: home, DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1' }
  const { baseUrl, server, app } = await start(file, command, env)
  await app.printed(/listening/)
  const agent = new UserAgent()
  // a page that needs a user
  await agent.visit(`${baseUrl}/orders`, { until: `${baseUrl}/orders` })
  const open = (path: string, init: RequestInit = {}) =>
    fetch(baseUrl + path, { ...init, redirect: 'manual', headers: { cookie: agent.cookie(baseUrl), ...init.headers } })
  const orders = await open('/orders')
  expect(await orders.json()).toEqual({ user: 'alice', orders: { hello: 'alice', scope: 'read' } })
  expect(await (await open('/')).text()).toContain('signed in as alice')

  const forged = await open('/auth/logout', { method: 'POST', headers: { origin: 'https://evil.example' } })
  expect(forged.status).toBe(403)
  const signedOut = await open('/auth/logout', { method: 'POST', headers: { origin: baseUrl } })
  expect(signedOut.headers.get('location')).toContain(server.endSessionEndpoint)
  expect(signedOut.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^grantkit=;.*Max-Age=0/))
  expect(await (await open('/')).text()).toContain('signed out')
  app.stop()
  expect((await app.ended).stderr).toBe('')
})

it.for<[string, Record<string, string>, RegExp]>([
  ['no key', { COOKIE_KEY: '' }, /TypeError: keys \(1\): pass 32 random bytes/],
  ['a short key', { COOKIE_KEY: btoa('short') }, /TypeError: keys \(1\): pass 32 random bytes/],
  ['no client', { CLIENT_ID: '' }, /TypeError: clientId: pass a non-empty string/],
])('with %s it doesn’t start, and says why', async ([, env, message]) => {
  const { app } = await start('node.ts', [process.execPath], env)
  const { code, stderr } = await app.ended
  expect(code).toBe(1)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain('web-secret-value')
})
