import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderUnicodeCompact } from 'uqr'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { example, startExample } from './start-example.ts'

const script = example('device-login/device-login.ts')
const deno = fileURLToPath(new URL('../node_modules/.bin/deno', import.meta.url))
const denoArgs = ['run', '--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-net=127.0.0.1', script]

describe.each([
  ['node', process.execPath, [script]],
  ['deno', deno, denoArgs],
])('the device login in %s', (_, command, args) => {
  let server: AuthorizationServer
  let denoDir: string
  beforeAll(async () => {
    server = await startAuthorizationServer()
    denoDir = await mkdtemp(join(tmpdir(), 'grantkit-deno-'))
  })
  afterAll(async () => {
    await server?.close()
    await rm(denoDir, { recursive: true })
  })

  /** The program, and the page that it tells the user to open. */
  async function start() {
    const env = { HOME: denoDir, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1' }
    const program = startExample(command, [...args, server.issuer, 'device', 'openid profile'], env)
    const [shown, verificationUri, userCode] = await program.printed(/.*go to (\S+) and type (\S+)\n/s)
    return { program, shown, page: `${verificationUri}?user_code=${userCode}` }
  }

  it.concurrent('shows a code to scan or to type, and is signed in after the user approves', async () => {
    const { program, shown, page } = await start()
    expect(shown).toContain(renderUnicodeCompact(page))
    await new UserAgent().visit(page)
    const { code, stdout, stderr } = await program.ended
    expect(stderr).toBe('')
    expect(stdout.slice(shown.length)).toBe('Signed in: Bearer token for 300 s, scope openid profile\n')
    expect(code).toBe(0)
  })

  it.concurrent('says so if the user denies', async () => {
    const { program, page } = await start()
    await new UserAgent().visit(page, { cancel: true })
    expect(await program.ended).toMatchObject({
      code: 1,
      stderr: 'not signed in: access_denied (the user cancelled)\n',
    })
  })
})
