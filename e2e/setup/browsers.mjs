// Finds the stock browsers; installs the missing ones from Debian's packages, else says what to do and fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { browserParts } from './find-browsers.mjs'

const missing = () => Object.keys(browserParts).filter((name) => !browserParts[name].path())
const packagesOf = (names) => [...new Set(names.map((name) => browserParts[name].debianPackage))]

/** Runs as root, be it by sudo without asking; tells whether it went well. */
function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}

const before = packagesOf(missing())
if (before.length && existsSync('/usr/bin/apt-get')) {
  console.log(`installing ${before.join(', ')}`)
  asRoot('apt-get', 'update', '-qq') && asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...before)
}

const still = missing()
if (still.length) {
  const packages = packagesOf(still).join(' ')
  console.error(`These browsers are missing, and the tests need each of them: ${still.join(', ')}.
On Debian or Ubuntu run, as root:  apt-get update && apt-get install -y ${packages}
Elsewhere use a Debian container: WebKit's driver (WebKitWebDriver of WebKitGTK) exists for Linux only.`)
  process.exit(1)
}
for (const [name, { path }] of Object.entries(browserParts)) console.log(`${name} ${path()}`)
