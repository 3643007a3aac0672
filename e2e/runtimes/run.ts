// Runs the built packages in every runtime against a loopback server: `node e2e/runtimes/run.ts`, or of some packages: `... run.ts oidc`
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { coreChecks } from './core-checks.ts'
import { joseChecks } from './jose-checks.ts'
import { kyChecks } from './ky-checks.ts'
import { loopbackChecks } from './loopback-checks.ts'
import { oidcChecks } from './oidc-checks.ts'
import { runtimes, workerdConfig } from './runtimes.ts'
import { startServer } from './server.ts'

// a separate program for each package, so that a package that can't be loaded doesn't affect the others
const suites = { core: coreChecks, jose: joseChecks, ky: kyChecks, oidc: oidcChecks, loopback: loopbackChecks }
// a worker can't listen on a port
const without: Record<string, string[]> = { loopback: ['workerd'] }
const folder = mkdtempSync(join(tmpdir(), 'grantkit-runtimes-'))
const server = await startServer()
const { host, hostname } = new URL(server.origin)

let [passed, failed] = [0, 0]
for (const [suite, checks] of Object.entries(suites)) {
  if (process.argv.length > 2 && !process.argv.includes(suite)) continue
  const total = Object.keys(checks).length
  const place = { folder: join(folder, suite), host: suite === 'loopback' ? hostname : host }
  await buildPrograms(suite, place.folder)
  const places = Object.entries(runtimes).filter(([name]) => !without[suite]?.includes(name))
  const results = places.map(async ([name, command]) => ({ name, ...(await run(command(place))) }))
  for (const result of results) {
    const { name, output, status, took } = await result
    // a program that exits with an error has failed, even if all its checks passed
    const own = status === 0 ? Number(/^checks passed: (\d+)$/m.exec(output)?.[1] ?? 0) : 0
    passed += own
    failed += total - own
    console.log(`${suite} in ${name.padEnd(8)} ${own} of ${total} checks passed (${took} ms)`)
    if (own !== total) console.log(`${output.trim()}\nended with ${status}`)
  }
}

server.close()
rmSync(folder, { recursive: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0

/** The program that runs a package's checks, and the one for workerd, which calls `test` and allows nothing at the top level. */
async function buildPrograms(suite: string, outdir: string): Promise<void> {
  const load = `import { ${suite}Checks } from './${suite}-checks.ts'\nimport { runChecks } from './run-checks.ts'\n`
  const programs = {
    'main.js': `${load}await runChecks(${suite}Checks)`,
    'worker.js': `${load}export default { test: () => runChecks(${suite}Checks) }`,
  }
  for (const [name, contents] of Object.entries(programs)) {
    // without the source condition, so that the bundler uses dist, as for users
    await build({
      stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile: join(outdir, name),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      external: ['node:*'],
      define: { ORIGIN: JSON.stringify(server.origin) },
    })
  }
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(outdir, 'worker.capnp'), workerdConfig)
}

/** Runs a program to its end, for at most a minute. */
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
