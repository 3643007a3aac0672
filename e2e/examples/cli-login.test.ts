import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { example, startExample } from './start-example.ts'

const script = example('cli-login/cli-login.ts')
const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))

let server: AuthorizationServer
let home: string
beforeAll(async () => {
  // tokens with a very short lifetime, so that every command needs a new one
  server = await startAuthorizationServer({ ttl: { AccessToken: 3 } })
  home = await mkdtemp(join(tmpdir(), 'grantkit-cli-'))
})
afterAll(async () => {
  await server?.close()
  await rm(home, { recursive: true })
})

/** A user's account on the machine: a separate folder, and the environment variables. */
function account(
  name: string,
  more: Record<string, string> = {},
  [program = process.execPath, ...before]: string[] = [],
) {
  const folder = join(home, name)
  const env = {
    ...{ CLI_ISSUER: server.issuer, CLI_CLIENT_ID: server.clients.native.clientId, CLI_FOLDER: folder },
    ...{ HOME: home, DENO_DIR: join(home, 'deno'), DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' },
    ...more,
  }
  const start = (...args: string[]) => startExample(program, [...before, script, ...args], env)
  const run = (...args: string[]) => start(...args).ended
  /** Signs in by the URL or the code that the command shows. */
  const logIn = async (...args: string[]) => {
    const command = start('login', '--no-browser', ...args)
    const [, page, device, code] = await command.told(
      /To sign in, open (\S+)\n|any device, open (\S+) and type (\S+)\n/,
    )
    await new UserAgent().visit(page ?? `${device}?user_code=${code}`)
    return command.ended
  }
  return { file: join(folder, 'session.json'), folder, start, run, logIn }
}
const signedIn = { code: 0, stdout: '', stderr: expect.stringContaining('Signed in as Alice\n') }
const refreshes = () => server.requests.filter(({ form }) => form.grant_type === 'refresh_token')

describe('the command line', () => {
  it('keeps the session of a user from login to logout, for its owner alone (scenario 66)', async () => {
    const { file, folder, run, logIn } = account('whole')
    expect(await run('whoami')).toEqual({ code: 1, stdout: '', stderr: 'not signed in: run login\n' })
    expect(await logIn()).toEqual(signedIn)
    expect([(await stat(file)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700])
    expect(await run('whoami')).toEqual({ code: 0, stdout: 'Alice (alice)\n', stderr: '' })

    const { stdout, stderr, code } = await run('token')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const kept = await readFile(file, 'utf8')
    expect(kept).toContain(stdout.trim())
    const { refreshToken } = JSON.parse(JSON.parse(kept)[Object.keys(JSON.parse(kept))[0] ?? ''])

    expect(await run('logout')).toEqual({ code: 0, stdout: '', stderr: 'Signed out\n' })
    expect(server.requests.filter(({ path }) => path === '/token/revocation')[0]?.form.token).toBe(refreshToken)
    await expect(stat(file)).rejects.toThrow('ENOENT')
    expect(await run('token')).toEqual({ code: 1, stdout: '', stderr: 'not signed in: run login\n' })
    expect(await run('logout')).toMatchObject({ code: 0, stderr: 'You were not signed in\n' })
  })

  it('refreshes once for all commands that run at the same time (PAIN 1, 2)', async () => {
    const { run, logIn } = account('parallel')
    expect(await logIn()).toEqual(signedIn)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const before = refreshes().length
    const ended = await Promise.all(Array.from({ length: 4 }, () => run('token')))
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ended.map(() => ({ code: 0, stderr: '' })))
    const made = refreshes().slice(before)
    // one, and one more for each three seconds that a busy machine takes to start them
    expect(made.length).toBeGreaterThan(0)
    expect(made.length).toBeLessThan(4)
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 200))
    expect(new Set(made.map(({ form }) => form.refresh_token)).size).toBe(made.length)
  })

  it('accepts a callback pasted from another machine, and reports an invalid one', async () => {
    const { start } = account('paste')
    const command = start('login', '--no-browser', '--paste')
    const [, url = ''] = await command.told(/To sign in, open (\S+)\n/)
    const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? ''
    const arrival = await new UserAgent().visit(url, { until: redirectUri })
    command.say('nonsense\n')
    await command.told(/This is not the response to this sign-in/)
    command.say(`${arrival.url}\n`)
    expect(await command.ended).toEqual(signedIn)
  })

  it('signs in with a code on another device by choice', async () => {
    const { run, logIn } = account('device')
    expect(await logIn('--device')).toEqual(signedIn)
    expect(await run('whoami')).toMatchObject({ code: 0, stdout: 'Alice (alice)\n' })
  })

  it('encrypts the session by choice', async () => {
    const CLI_KEY = randomBytes(32).toString('base64')
    const { file, run, logIn } = account('encrypted', { CLI_KEY })
    expect(await logIn()).toEqual(signedIn)
    const { stdout } = await run('token')
    const kept = await readFile(file, 'utf8')
    expect(stdout.trim().length).toBeGreaterThan(20)
    expect(kept).not.toContain(stdout.trim())
    expect(kept).not.toMatch(/refresh|alice/i)

    // another key reads nothing and loses nothing
    const wrong = account('encrypted', { CLI_KEY: randomBytes(32).toString('base64') })
    const { code, stderr } = await wrong.run('whoami')
    expect(code).toBe(1)
    expect(stderr).toContain('encrypted with another key')
    expect(await run('whoami')).toMatchObject({ code: 0, stdout: 'Alice (alice)\n' })
  })
})

describe('the same files in', () => {
  const net = (hosts: string) => [
    '--allow-env',
    '--allow-sys',
    '--allow-run',
    `--allow-read`,
    `--allow-write=${home}`,
    `--allow-net=${hosts}`,
  ]
  const denoRun = ['run', '--no-prompt', '--no-remote', '--node-modules-dir=manual']

  it('Deno sign a user in', async () => {
    const { run, logIn } = account('deno', {}, [bin('deno'), ...denoRun, ...net('127.0.0.1')])
    expect(await logIn()).toEqual(signedIn)
    expect(await run('whoami')).toMatchObject({ code: 0, stdout: 'Alice (alice)\n' })
    expect(await run('token')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{20,}\n$/) })
  })

  it('Deno without permission to listen use a code', async () => {
    const { logIn } = account('sandbox', {}, [bin('deno'), ...denoRun, ...net(new URL(server.issuer).host)])
    const { code, stderr } = await logIn()
    expect(stderr).toContain('can’t listen on 127.0.0.1 (NotCapable)')
    expect(stderr).toContain('Signed in as Alice\n')
    expect(code).toBe(0)
  })

  it('Bun sign a user in', async () => {
    const { run, logIn } = account('bun', {}, [bin('bun'), 'run'])
    expect(await logIn()).toEqual(signedIn)
    expect(await run('token')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{20,}\n$/) })
  })
})

describe('a wrong setting is named with its fix', () => {
  it.each([
    ['CLI_ISSUER', { CLI_ISSUER: '' }, 'CLI_ISSUER is missing: set it to the URL of your sign-in service'],
    ['CLI_CLIENT_ID', { CLI_CLIENT_ID: '' }, 'CLI_CLIENT_ID is missing: set it to the client id that was registered'],
    ['CLI_KEY', { CLI_KEY: 'c2hvcnQ=' }, 'CLI_KEY has 5 bytes: set it to 32 in base64'],
    [
      'an issuer that isn’t a URL',
      { CLI_ISSUER: 'demo.example' },
      'CLI_ISSUER is not an https: URL: set it to the issuer',
    ],
    ['an issuer without TLS', { CLI_ISSUER: 'http://demo.example' }, 'CLI_ISSUER is not an https: URL: set it to'],
    [
      'an issuer that isn’t there',
      { CLI_ISSUER: 'http://127.0.0.1:9' },
      'can’t be reached. Please try again later. Reason: ',
    ],
    [
      'a folder that can’t be',
      { CLI_FOLDER: join(script, 'x') },
      'can’t be written (ENOTDIR): set CLI_FOLDER to a folder',
    ],
    [
      'a scope without openid',
      { CLI_SCOPE: 'profile' },
      'the server did not say who signed in: CLI_SCOPE needs openid',
    ],
  ])('%s', async (name, env, message) => {
    const { run, logIn } = account('wrong', env)
    const { code, stdout, stderr } = await (name.includes('openid') ? logIn() : run('login', '--no-browser'))
    expect(stderr).toContain(message)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  it('another path in the issuer', async () => {
    const { run } = account('path', { CLI_ISSUER: `${server.issuer}/wrong` })
    const { code, stderr } = await run('login', '--no-browser')
    expect(stderr).toMatch(
      / Reason: .*is this the issuer or token endpoint\?; no document at .*\/wrong\/\.well-known\/openid-configuration.* HTTP 404\)$/m,
    )
    expect(code).toBe(1)
  })

  it('another client, which the server names', async () => {
    const { run } = account('client', { CLI_CLIENT_ID: 'nobody' })
    const { code, stderr } = await run('login', '--device')
    expect(stderr).toBe('invalid_client: client authentication failed (HTTP 401)\n')
    expect(code).toBe(1)
  })

  it('a closed input with --paste', async () => {
    const command = account('closed').start('login', '--no-browser', '--paste')
    await command.told(/To sign in/)
    command.endInput()
    const { code, stderr } = await command.ended
    expect(stderr).toContain('nothing can be pasted here, for the input is closed: run login without --paste\n')
    expect(code).toBe(1)
  })

  it('a port that another program has', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await account('port').run('login', '--no-browser', '--port', `${port}`)
    other.close()
    expect(stderr).toBe(`Port ${port} is in use. Close the program that uses it, or choose another port.\n`)
    expect(code).toBe(1)
  })

  it('a file that others can read, and one that is damaged', async () => {
    const { file, run, logIn } = account('file')
    await logIn()
    const kept = await readFile(file, 'utf8')
    await chmod(file, 0o644)
    expect((await run('token')).stderr).toContain('session.json can be read by other users: run chmod 600 on it')
    await chmod(file, 0o600)
    expect(await run('whoami')).toMatchObject({ code: 0 })
    await writeFile(file, kept.slice(0, 40))
    const { code, stderr } = await run('whoami')
    expect(stderr).toContain('session.json is damaged: delete it, and sign in again')
    expect(code).toBe(1)
  })

  it('a command that isn’t there', async () => {
    const { run } = account('usage')
    for (const args of [[], ['log-in'], ['login', '--fast'], ['login', 'now']]) {
      const { code, stdout, stderr } = await run(...args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('usage: cli-login.ts login')
    }
  })
})
