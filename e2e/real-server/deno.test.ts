import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { startExample } from '../examples/start-example.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const deno = fileURLToPath(new URL('../node_modules/.bin/deno', import.meta.url))
const program = fileURLToPath(new URL('deno-program.ts', import.meta.url))
const server = await startAuthorizationServer()
const denoDir = await mkdtemp(join(tmpdir(), 'grantkit-deno-'))
afterAll(() => Promise.all([server.close(), rm(denoDir, { recursive: true })]))

it('discovers, gets a token, introspects and revokes it in Deno, with permission for one host only', async () => {
  const { clientId, clientSecret } = server.clients.machine
  const leave = [
    '--no-prompt',
    '--no-remote',
    '--node-modules-dir=manual',
    `--allow-net=${new URL(server.issuer).host}`,
  ]
  const env = { HOME: denoDir, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1' }
  const running = startExample(deno, ['run', ...leave, program, server.issuer, clientId, clientSecret], env)
  const { code, stdout, stderr } = await running.ended
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    tokenEndpoint: server.tokenEndpoint,
    tokenType: 'Bearer',
    live: { active: true, scope: 'read', subject: null },
    revoked: 200,
    ended: false,
    refused: 'invalid_client',
  })
  expect(code).toBe(0)
  const looked = server.requests.filter(({ path }) => path.startsWith('/.well-known/'))
  expect(looked).toHaveLength(1)
})
