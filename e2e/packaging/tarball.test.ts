import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installed, installCore } from './installed-core.ts'
import { publicNames } from './public-names.ts'
import { bin, root, run } from './run.ts'

let installed: Installed
beforeAll(async () => {
  installed = await installCore()
})
afterAll(() => installed.remove())

test('publint finds nothing', async () => {
  const { status, output } = await run(bin('publint'), ['run', installed.tarball, '--strict'])
  expect(output).toContain('All good!')
  expect(status).toBe(0)
})

test('its types resolve wherever an ES module does', async () => {
  // the file for a script tag is for URLs, not for imports, and has no types
  const args = [installed.tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'grantkit.umd.min.js']
  const { status, output } = await run(bin('attw'), args)
  expect(output).toContain('node16 (from ESM)')
  expect(status).toBe(0)
})

test('it holds what is built and its sources, and no test', () => {
  const files = readdirSync(join(installed.folder, 'node_modules/grantkit'), { recursive: true, encoding: 'utf8' })
  expect(files.filter((file) => /test/.test(file))).toEqual([])
  for (const file of ['package.json', 'LICENSE', 'src/index.ts', 'dist/index.d.ts', 'dist/grantkit.umd.min.js']) {
    expect(files).toContain(file)
  }
})

const nodes = {
  'Node 20': join(root, 'e2e/node_modules/node20/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(root, 'e2e/node_modules/node26/bin/node'),
}
const print = 'console.log(JSON.stringify([Object.keys(grantkit).sort(), grantkit.createState().length]))'
const programs = {
  import: ['--input-type=module', '--eval', `import * as grantkit from 'grantkit'; ${print}`],
  require: ['--no-warnings', '--input-type=commonjs', '--eval', `const grantkit = require('grantkit'); ${print}`],
}

for (const [name, node] of Object.entries(nodes)) {
  test.for(Object.entries(programs))(`${name} can %s it`, async ([, args]) => {
    const { output } = await run(node, args, installed.folder)
    const [names, length] = JSON.parse(output)
    // some Nodes add a mark of their own to what is required
    expect(names.filter((each: string) => each !== 'module.exports')).toEqual(publicNames)
    expect(length).toBe(43)
  })
}
