import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'

const script = fileURLToPath(new URL('../../examples/token-script/get-token.ts', import.meta.url))
const bin = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url))

// Deno gets permission for the loopback host only: no files, no environment, no remote modules
const runtimes = {
  node: { command: process.execPath, args: [script] },
  deno: {
    command: `${bin}deno`,
    args: ['run', '--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-net=127.0.0.1', script],
  },
  bun: { command: `${bin}bun`, args: ['run', script] },
}

describe.each(Object.entries(runtimes))('the token script in %s', (_, { command, args }) => {
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

  const run = (secret: string, ...more: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((done, failed) => {
      const env = { PATH: process.env.PATH, HOME: denoDir, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
      const child = spawn(command, [...args, ...more], { env })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', (text) => {
        stdout += text
      })
      child.stderr.on('data', (text) => {
        stderr += text
      })
      child.on('error', failed)
      child.on('close', (code) => done({ code, stdout, stderr }))
      child.stdin.end(`${secret}\n`)
    })

  it('gets a token and calls the API with it', async () => {
    const { clientId, clientSecret } = server.clients.machine
    const { code, stdout, stderr } = await run(clientSecret, server.tokenEndpoint, clientId, server.api, 'read')
    expect(stderr).toBe('')
    expect(stdout).toBe('Bearer token for 300 s, scope read\nthe API answers 200: {"hello":"machine","scope":"read"}\n')
    expect(code).toBe(0)
  })

  it("shows the server's error for a wrong secret, but not the secret", async () => {
    const { code, stdout, stderr } = await run('wrong-secret', server.tokenEndpoint, 'machine', server.api, 'read')
    expect(stderr).toBe('no token: invalid_client (client authentication failed)\n')
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  it('names the field and the fix for an invalid address', async () => {
    const { code, stderr } = await run('planted-secret', 'http://demo.example/token', 'machine', server.api, 'read')
    expect(stderr).toMatch(/TypeError: address: pass an https: URL; allowInsecureHttp/)
    expect(stderr).not.toContain('planted-secret')
    expect(code).not.toBe(0)
  })
})
