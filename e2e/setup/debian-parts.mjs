// What the tests need from Debian's packages: each part has a `debianPackage` and a `path()` if it was found.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Installs the missing parts if it can; ends this process with `advice` on the rest if one is missing still. */
export function installParts(parts, advice) {
  const before = packagesOf(parts, missing(parts))
  if (before.length && existsSync('/usr/bin/apt-get')) {
    console.log(`installing ${before.join(', ')}`)
    asRoot('apt-get', 'update', '-qq') &&
      asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...before)
  }
  const still = missing(parts)
  if (still.length) {
    console.error(
      advice(still.join(', '), `apt-get update && apt-get install -y ${packagesOf(parts, still).join(' ')}`),
    )
    process.exit(1)
  }
  for (const [name, { path }] of Object.entries(parts)) console.log(`${name} ${path()}`)
}

const missing = (parts) => Object.keys(parts).filter((name) => !parts[name].path())
const packagesOf = (parts, names) => [...new Set(names.map((name) => parts[name].debianPackage))]

/** Runs as root, be it by sudo without asking; tells whether it went well. */
function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}
