// The `prepack` of each package: builds all of them, unless the dist of the one in the current folder is newer than its sources.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const newest = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs))

const built = existsSync('dist/index.js') && newest('dist') >= newest('src')
if (!built) {
  const rollup = join(root, 'node_modules/rollup/dist/bin/rollup')
  // standard output belongs to the packing program
  const { status } = spawnSync(process.execPath, [rollup, '-c', '--silent'], { cwd: root, stdio: ['ignore', 2, 2] })
  process.exitCode = status ?? 1
}
