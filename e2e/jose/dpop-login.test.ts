import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { startExample } from '../examples/start-example.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const pageOrigin = 'http://127.0.0.1'
const lenient = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const denoDir = await mkdtemp(join(tmpdir(), 'grantkit-deno-'))
afterAll(() => Promise.all([lenient.close(), strict.close(), rm(denoDir, { recursive: true })]))

const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const program = fileURLToPath(new URL('dpop-program.ts', import.meta.url))
const leave = ['--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-net=127.0.0.1']
const runtimes = {
  node: [process.execPath],
  deno: [bin('deno'), 'run', ...leave],
  bun: [bin('bun'), 'run'],
}

it.each(
  Object.entries(runtimes).flatMap(([name, command]) => [
    [name, 'no nonce', lenient, command] as const,
    [name, 'nonces', strict, command] as const,
  ]),
)(
  'logs in with PKCE and DPoP in %s, and refreshes with the same key, with a server that demands %s',
  async (_, __, server, [command = '', ...args]) => {
    const env = { HOME: denoDir, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1' }
    const running = startExample(command, [...args, program, server.issuer, 'spa-dpop', server.jwtApi], env)
    const [, url = ''] = await running.printed(/go to (\S+)\n/)
    expect(new URL(url).searchParams.get('dpop_jkt')).toMatch(/^[\w-]{43}$/)
    const { url: callback } = await new UserAgent().visit(url, { until: `${pageOrigin}/callback` })
    running.say(`${callback}\n`)
    const { code, stdout, stderr } = await running.ended
    expect(stderr).toBe('')
    expect(JSON.parse(stdout.slice(stdout.indexOf('\n')))).toEqual({
      hello: 'alice',
      sub: 'alice',
      tokenType: 'DPoP',
      sameKey: [true, true],
    })
    expect(code).toBe(0)
  },
)
