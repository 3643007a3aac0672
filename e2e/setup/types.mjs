// Checks the types of each package by itself, for none of them knows a platform: no window, no process, no `node:` module.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const checks = readdirSync(join(root, 'packages')).map((name) => ({
  name,
  status: spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', `packages/${name}`], { cwd: root, stdio: 'inherit' })
    .status,
}))
const failed = checks.filter(({ status }) => status !== 0).map(({ name }) => name)
if (failed.length) console.error(`wrong types in ${failed.join(', ')}`)
process.exitCode = failed.length ? 1 : 0
