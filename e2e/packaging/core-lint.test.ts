import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bin, type Run, root, run } from './run.ts'

/** What core must not say, the linter's rule and the compiler's word against it. */
const platform = {
  window: ['export const x: unknown = window.name', 'noRestrictedGlobals', "Cannot find name 'window'"],
  document: ['export const x: unknown = document.title', 'noRestrictedGlobals', "Cannot find name 'document'"],
  process: ['export const x: unknown = process.env', 'noRestrictedGlobals', "Cannot find name 'process'"],
  buffer: ["export const x: unknown = Buffer.from('')", 'noRestrictedGlobals', "Cannot find name 'Buffer'"],
  'node-module': ["export { readFileSync } from 'node:fs'", 'noNodejsModules', "Cannot find name 'node:fs'"],
} as const
const packages = {
  package: "import ky from 'ky'\nexport const x: unknown = ky",
  'scoped-package': "export { x } from '@grantkit/jose'",
  'lazy-package': "export const x = (): unknown => import('jose')",
  'type-of-a-package': "export type { JWK } from 'jose'",
}
const good = {
  good: "export const x = 'a'",
  'also-good': "import { x } from './good.ts'\nexport const y: string = x + crypto.randomUUID()",
}
const files = {
  ...Object.fromEntries(Object.entries(platform).map(([name, [text]]) => [name, text])),
  ...packages,
  ...good,
}

const copy = mkdtempSync(join(tmpdir(), 'grantkit-lint-'))
const sources = join(copy, 'packages/core/src')
let lint: Run
let types: Run

beforeAll(async () => {
  mkdirSync(sources, { recursive: true })
  for (const file of ['biome.json', '.gitignore', 'tsconfig.json', 'packages/core/package.json']) {
    cpSync(join(root, file), join(copy, file))
  }
  cpSync(join(root, 'packages/core/tsconfig.json'), join(copy, 'packages/core/tsconfig.json'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(sources, `${name}.ts`), `${text}\n`)
  lint = await run(bin('biome'), ['lint', '--colors=off', '--max-diagnostics=none', 'packages'], copy)
  types = await run(bin('tsc'), ['-p', 'packages/core', '--pretty', 'false'], copy)
})
afterAll(() => rmSync(copy, { recursive: true }))

/** What was said about one file. */
const said = ({ output }: Run, name: string) => output.split('\n').filter((line) => line.includes(`src/${name}.ts`))

test.for(Object.entries(platform))('%s in core is an error of the linter and of the compiler', ([name, expected]) => {
  const [, rule, word] = expected
  expect(said(lint, name).join()).toContain(rule)
  expect(said(types, name).join()).toContain(word)
})

test.for(Object.keys(packages))('a %s in core is an error of the linter', (name) => {
  expect(said(lint, name).join()).toContain('noUndeclaredDependencies')
})

test.for(Object.keys(good))('what core may do is no error: %s', (name) => {
  expect(said(lint, name)).toEqual([])
  expect(said(types, name)).toEqual([])
})

test('both end badly', () => {
  expect(lint.status).toBe(1)
  expect(types.status).not.toBe(0)
})
