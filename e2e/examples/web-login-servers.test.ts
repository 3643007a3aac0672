import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { createApp } from '../../examples/web-login-servers/web.ts'
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

const servers: [file: string, command?: string[]][] = [
  ['node.ts'],
  ['hono.ts'],
  ['express.ts'],
  ['fastify.ts'],
  // the program itself, because stopping the script in .bin would leave it running
  ['deno.ts', [fileURLToPath(new URL('../node_modules/deno/deno', import.meta.url)), ...deno]],
  ['bun.ts', [bin('bun'), 'run']],
]

it.for(servers)('the web app on %s signs a user in, calls an API, and signs out', async ([file, command]) => {
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

const key = randomBytes(32).toString('base64')
const right = { ISSUER: 'https://demo.example', CLIENT_ID: 'web', CLIENT_SECRET: 'web-secret-value', COOKIE_KEY: key }

it.for<[string, Record<string, string>, string, string?]>([
  ['no issuer', { ISSUER: '' }, 'issuer: pass the issuer'],
  ['an issuer without TLS', { ISSUER: 'http://demo.example' }, 'issuer: pass an https: URL'],
  ['no client', { CLIENT_ID: '' }, 'clientId: pass a non-empty string'],
  ['no secret', { CLIENT_SECRET: '' }, 'clientSecret: pass a non-empty string'],
  ['no key', { COOKIE_KEY: '' }, 'keys (1): pass 32 random bytes'],
  ['a short key', { COOKIE_KEY: btoa('short') }, 'keys (1): pass 32 random bytes'],
  ['a key that isn’t base64', { COOKIE_KEY: 'no base64!' }, 'keys (1): pass 32 random bytes'],
  ['a base URL without a scheme', {}, 'baseUrl: pass an https: URL', 'localhost:3000'],
  ['a base URL with a slash at its end', {}, 'a base URL ends without a slash', 'http://localhost:3000/'],
  ['a base URL without TLS', {}, 'redirectUri: pass an absolute URL', 'http://app.example'],
])('with %s it refuses to start, and says why', ([, env, message, baseUrl = 'http://localhost:3000']) => {
  const start = () => createApp({ ...right, ...env }, baseUrl)
  expect(start).toThrow(TypeError)
  expect(start).toThrow(message)
  expect(start).not.toThrow(/web-secret-value|no base64/)
})

it('the reason ends the program, and is what it prints', async () => {
  const file = example('web-login-servers/node.ts')
  const env = { ...right, CLIENT_SECRET: '' }
  const { code, stdout, stderr } = await startExample(process.execPath, [file, 'http://localhost:3000'], env).ended
  expect(stderr).toMatch(/^TypeError: clientSecret: pass a non-empty string$/m)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

it.for(servers)('%s says that another program has its port', async ([file, command = [process.execPath]]) => {
  const other = createServer().listen(0, '127.0.0.1')
  closing.push(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const [program = '', ...args] = command
  const app = startExample(program, [...args, example(`web-login-servers/${file}`), `http://localhost:${port}`], right)
  const { code, stdout, stderr } = await app.ended
  expect(stderr).toMatch(/address already in use|Is port \d+ in use/i)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

it.for<[string, Record<string, string>, number, RegExp]>([
  [
    'another secret',
    { CLIENT_SECRET: 'another-secret' },
    400,
    /could not be completed\. .* Reason: invalid_client: client authentication failed \(HTTP 401\)/,
  ],
  ['an unknown API', { API: 'http://127.0.0.1:9' }, 403, /Reason: invalid_target: resource indicator/],
  ['no API', { API: '' }, 500, /TypeError: origins: pass absolute https: URLs/],
])('with %s it answers, and its log says why', async ([, env, status, told]) => {
  const { baseUrl, app } = await start('node.ts', [process.execPath], env)
  await app.printed(/listening/)
  const agent = new UserAgent()
  const visit = async () => {
    await agent.visit(`${baseUrl}/orders`, { until: `${baseUrl}/orders` })
    const { status: answered } = await fetch(`${baseUrl}/orders`, { headers: { cookie: agent.cookie(baseUrl) } })
    throw new Error(`${answered} at the end`)
  }
  await expect(visit()).rejects.toThrow(`${status} at`)
  app.stop()
  const { stderr } = await app.ended
  expect(stderr).toMatch(told)
  expect(stderr).not.toMatch(/another-secret|web-secret-value/)
})
