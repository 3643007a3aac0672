// Finds what the tests need from Debian's packages; installs what is missing if it can, else says what to do and fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { browserParts } from './find-browsers.mjs'
import { lemonldapParts } from './find-lemonldap.mjs'
import { redisParts } from './find-redis.mjs'

/** Each has a `debianPackage`, a `path()` if it was found, and `purpose`: what the tests do with it. */
const parts = Object.entries({ ...browserParts, ...redisParts, ...lemonldapParts })
const missing = () => parts.filter(([, { path }]) => !path())
const packagesOf = (some) => [...new Set(some.map(([, { debianPackage }]) => debianPackage))]

const before = packagesOf(missing())
if (before.length && existsSync('/usr/bin/apt-get')) {
  console.log(`installing ${before.join(', ')}`)
  asRoot('apt-get', 'update', '-qq') && asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...before)
}
for (const [name, { path }] of parts) if (path()) console.log(`${name} ${path()}`)

const still = missing()
if (still.length) {
  console.error(`Missing, and the tests need it:
${still.map(([name, { purpose }]) => `  ${name}: ${purpose}`).join('\n')}
On Debian or Ubuntu run, as root:  apt-get update && apt-get install -y ${packagesOf(still).join(' ')}
Elsewhere use a Debian container: WebKit's driver and LemonLDAP::NG's packages exist there.`)
  process.exit(1)
}

/** Runs as root, be it by sudo without asking; tells whether it went well. */
function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}
