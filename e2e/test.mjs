// What `pnpm test` runs: one step after the other, to the first that fails.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name) => join(root, 'node_modules/.bin', name)
const node = process.execPath

// Those that talk have something to say when all is well, too; the others are heard when they fail.
const steps = [
  { name: 'dependencies', run: [node, 'e2e/setup/dependencies.mjs'] },
  { name: 'browsers, LemonLDAP::NG and Redis', run: [node, 'e2e/setup/debian.mjs'] },
  { name: 'lint and format', run: [bin('biome'), 'check', '.'] },
  { name: 'types', run: [bin('tsc'), '-p', '.'] },
  { name: 'types of the packages, which know no platform', run: [node, 'e2e/setup/types.mjs'] },
  { name: 'build', before: removeOldBuild, run: [bin('rollup'), '-c', '--silent'] },
  { name: 'tests in Node and three browsers', run: [bin('vitest'), 'run'], talks: true },
  { name: 'the build in seven runtimes', run: [node, 'e2e/runtimes/run.ts'], talks: true },
  { name: 'sizes', run: [node, 'e2e/sizes/sizes.ts'], talks: true },
]

const seconds = (begin) => `${((Date.now() - begin) / 1000).toFixed(1)} s`
const beginOfAll = Date.now()

for (const { name, before, run, talks } of steps) {
  const [program, ...args] = run
  const begin = Date.now()
  if (talks) console.log(`… ${name}`)
  before?.()
  const output = talks ? 'inherit' : 'pipe'
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    // nobody is there to answer a question
    stdio: ['ignore', output, output],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) {
    process.stdout.write(`${stdout ?? ''}${stderr ?? ''}`)
    console.error(`✗ ${name}: ${error?.message ?? `ended with ${status ?? signal}`} after ${seconds(begin)}`)
    process.exit(1)
  }
  console.log(`✓ ${name} ${seconds(begin)}`)
}
console.log(`✓ everything ${seconds(beginOfAll)}`)

/** A file whose source is gone must not be tested, nor packed. */
function removeOldBuild() {
  for (const name of readdirSync(join(root, 'packages'))) {
    rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true })
  }
}
