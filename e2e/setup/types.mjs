// Checks the types of each package by itself, for none of them knows a platform: no window, no process, no `node:` module.
// An entry that does, because it listens on a port, is checked by a `tsconfig.node.json` of its own.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const projects = readdirSync(join(root, 'packages')).flatMap((name) =>
  [`packages/${name}/tsconfig.json`, `packages/${name}/tsconfig.node.json`].filter((file) =>
    existsSync(join(root, file)),
  ),
)
const checks = projects.map((name) => ({
  name,
  status: spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', name], { cwd: root, stdio: 'inherit' }).status,
}))
const failed = checks.filter(({ status }) => status !== 0).map(({ name }) => name)
if (failed.length) console.error(`wrong types in ${failed.join(', ')}`)
process.exitCode = failed.length ? 1 : 0
