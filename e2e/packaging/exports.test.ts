import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as sources from 'grantkit'
import { expect, test } from 'vitest'
import { publicNames } from './public-names.ts'
import { root, run } from './run.ts'

const dist = (file: string) => pathToFileURL(join(root, 'packages/core/dist', file)).href
const alone = (module: string) => run(process.execPath, [join(import.meta.dirname, 'import-alone.mjs'), module])

test('the sources export the public names', () => {
  expect(Object.keys(sources).sort()).toEqual(publicNames)
})

test('the ES module exports the public names, and importing it does nothing', async () => {
  const { status, output } = await alone(dist('index.js'))
  expect(status, output).toBe(0)
  const { exported, globals } = JSON.parse(output)
  expect(exported.sort()).toEqual(publicNames)
  expect(globals).toEqual([])
})

test('the script defines one global with the public names, and running it does nothing else', async () => {
  const { status, output } = await alone(dist('grantkit.umd.min.js'))
  expect(status, output).toBe(0)
  const { exported, globals, ofGlobal } = JSON.parse(output)
  expect(exported).toEqual([])
  expect(globals).toEqual(['grantkit'])
  expect(ofGlobal.sort()).toEqual(publicNames)
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
