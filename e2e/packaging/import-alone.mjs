// Imports one module after making every use of a platform's globals throw, and prints the exported names. Imports its dependencies before that.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'

const { log } = console
const [module, ...needed] = process.argv.slice(2)
// import third-party modules now, so that what they do at import is allowed
for (const each of needed) {
  const [manifest, name] = each.split('#')
  await import(pathToFileURL(createRequire(manifest).resolve(name)).href)
}

const language = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'))
const hosts = Object.getOwnPropertyNames(globalThis).filter((name) => !language.has(name))
// globals of browsers, Deno and Bun that Node lacks; and the time and the console, which every context has
const others =
  'window document self location history localStorage sessionStorage addEventListener indexedDB XMLHttpRequest'

// a module that changes built-in objects fails
for (const name of language) Object.freeze(globalThis[name]?.prototype)
// Node loads some of its globals lazily, using others
for (const name of hosts) globalThis[name]

for (const name of [...hosts, ...`${others} Deno Bun Date console`.split(' ')]) {
  Object.defineProperty(globalThis, name, {
    get() {
      throw new Error(`touches ${name}`)
    },
  })
}
Math.random = () => {
  throw new Error('touches Math.random')
}

const before = new Set(Object.getOwnPropertyNames(globalThis))
const exported = Object.keys(await import(module))
const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))
log(JSON.stringify({ exported, globals, ofGlobal: Object.keys(globalThis.grantkit ?? {}) }))
