import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { publicNames } from './public-names.ts'
import { type PublishedPackage, publishedPackages } from './published-packages.ts'
import { type Run, root } from './run.ts'

/** Imports it in a separate thread, which takes a tenth of the time of a process. */
async function alone(module: string, ...before: string[]): Promise<Run> {
  // without the flags of this test process
  const options = { argv: [module, ...before], execArgv: [], stdout: true }
  const thread = new Worker(new URL('import-alone.mjs', import.meta.url), options)
  let output = ''
  thread.stdout.on('data', (text) => (output += text))
  thread.on('error', (error) => (output += error.stack))
  const status = await new Promise<number>((resolve) => thread.on('exit', resolve))
  return { status, output }
}
const url = (file: string) => pathToFileURL(file).href

/** The third-party packages that a package needs, directly or not, each as `package.json#name`. */
const foreign = ({ folder, manifest }: PublishedPackage): string[] =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).flatMap((name) => {
    const own = publishedPackages.find((each) => each.name === name)
    return own ? foreign(own) : [`${join(folder, 'package.json')}#${name}`]
  })
const entries = publishedPackages.flatMap((each) => {
  const others = foreign(each)
  return each.entries.map(({ specifier, script }) => ({ specifier, dist: url(join(each.folder, script)), others }))
})
const names = (specifier: string): readonly string[] => publicNames[specifier as keyof typeof publicNames]

test('every import path has a list of names', () => {
  expect(entries.map(({ specifier }) => specifier).sort()).toEqual(Object.keys(publicNames).sort())
})

test.for(entries)('the sources of $specifier export the public names', async ({ specifier }) => {
  expect(Object.keys(await import(specifier)).sort()).toEqual(names(specifier))
})

test.for(entries)(
  '$specifier exports the public names, and importing it does nothing (PAIN 16)',
  async ({ specifier, dist, others }) => {
    // third-party modules may do something when they are imported
    const { status, output } = await alone(dist, ...others)
    expect(status, output).toBe(0)
    const { exported, globals } = JSON.parse(output)
    expect(exported.sort()).toEqual(names(specifier))
    expect(globals).toEqual([])
  },
)

test('the script defines one global with the public names, and running it does nothing else', async () => {
  const { status, output } = await alone(url(join(root, 'packages/core/dist/grantkit.umd.min.js')))
  expect(status, output).toBe(0)
  const { exported, globals, ofGlobal } = JSON.parse(output)
  expect(exported).toEqual([])
  expect(globals).toEqual(['grantkit'])
  expect(ofGlobal.sort()).toEqual(publicNames.grantkit)
})

test.for([
  ['fetch', 'fetch'],
  ['crypto', 'crypto.randomUUID()'],
  ['setTimeout', 'setTimeout(() => {})'],
  ['Date', 'Date.now()'],
  ['Math.random', 'Math.random()'],
  ['process', 'process.env'],
  ['document', 'typeof document'],
  ['addEventListener', 'addEventListener("message", () => {})'],
  ['Array.prototype', 'Array.prototype.at = 1'],
])('a module that touches %s on import would be found out', async ([what, code]) => {
  const { status, output } = await alone(`data:text/javascript,${code}`)
  expect(output).toContain(what)
  expect(status).toBe(1)
})
