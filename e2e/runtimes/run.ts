// Runs the built package in every runtime against a loopback server: `node e2e/runtimes/run.ts`
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { checks } from './checks.ts'
import { runtimes, workerdConfig } from './runtimes.ts'
import { startServer } from './server.ts'

const total = Object.keys(checks).length
const folder = mkdtempSync(join(tmpdir(), 'grantkit-runtimes-'))
const server = await startServer()

// without the source condition the bundler finds what users get: dist
await build({
  entryPoints: [join(import.meta.dirname, 'main.ts'), join(import.meta.dirname, 'worker.ts')],
  outdir: folder,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  define: { ORIGIN: JSON.stringify(server.origin) },
})
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
writeFileSync(join(folder, 'worker.capnp'), workerdConfig)

const place = { folder, host: new URL(server.origin).host }
const results = Object.entries(runtimes).map(async ([name, command]) => ({ name, ...(await run(command(place))) }))

let passed = 0
for (const result of results) {
  const { name, output, status, took } = await result
  // a program that ends badly has failed, however many checks it says it passed
  const own = status === 0 ? Number(/^checks passed: (\d+)$/m.exec(output)?.[1] ?? 0) : 0
  passed += own
  console.log(`${name.padEnd(8)} ${own} of ${total} checks passed (${took} ms)`)
  if (own !== total) console.log(`${output.trim()}\nended with ${status}`)
}

server.close()
rmSync(folder, { recursive: true })
const failed = total * results.length - passed
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0

/** Runs a program to its end, but no longer than a minute. */
function run([program = '', ...args]: string[]): Promise<{ output: string; status: unknown; took: number }> {
  const begin = Date.now()
  const env = { ...process.env, DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1' }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  return new Promise((resolve) => {
    const end = (status: unknown) => resolve({ output, status, took: Date.now() - begin })
    child.on('error', end)
    child.on('close', (status, signal) => end(status ?? signal))
  })
}
