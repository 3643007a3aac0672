import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishedPackages } from './published-packages.ts'
import { bin, type Run, root, run } from './run.ts'

/** Names that no package may use, with the linter's rule and the compiler's error. */
const platform = {
  window: ['export const x: unknown = window.name', 'noRestrictedGlobals', "Cannot find name 'window'"],
  document: ['export const x: unknown = document.title', 'noRestrictedGlobals', "Cannot find name 'document'"],
  process: ['export const x: unknown = process.env', 'noRestrictedGlobals', "Cannot find name 'process'"],
  buffer: ["export const x: unknown = Buffer.from('')", 'noRestrictedGlobals', "Cannot find name 'Buffer'"],
  'node-module': ["export { readFileSync } from 'node:fs'", 'noNodejsModules', "Cannot find name 'node:fs'"],
} as const
/** Names of the DOM, and the packages for pages, which may use them. */
const ofPages = ['window', 'document']
const forPages = ['@grantkit/browser', '@grantkit/react']
const good = {
  good: "export const x = 'a'",
  'also-good': "import { x } from './good.ts'\nexport const y: string = x + crypto.randomUUID()",
}
/** What a package must not import, because users don't have it. */
const undeclared: Record<string, readonly string[]> = {
  grantkit: ['jose', 'ky', '@grantkit/jose', '@grantkit/tokens'],
  '@grantkit/jose': ['ky', '@grantkit/tokens', '@grantkit/ky'],
  '@grantkit/ky': ['jose', '@grantkit/jose'],
  // the last two are installed for its tests
  '@grantkit/tokens': ['ky', '@grantkit/jose', 'ioredis', 'keyv'],
}
const ways = {
  import: (name: string) => `import * as x from '${name}'\nexport const y: unknown = x`,
  'pass-on': (name: string) => `export { x } from '${name}'`,
  'import-lazily': (name: string) => `export const x = (): unknown => import('${name}')`,
  'import-a-type-of': (name: string) => `export type { X } from '${name}'`,
}

const copy = mkdtempSync(join(tmpdir(), 'grantkit-lint-'))
const packages = publishedPackages.map(({ name, folder }) => {
  const place = relative(root, folder)
  const forbidden = (undeclared[name] ?? []).flatMap((other) =>
    Object.entries(ways).map(([way, text]) => {
      return { way, other, file: `${way}-${other.replace(/\W/g, '-')}`, text: text(other) }
    }),
  )
  return { name, place, forbidden }
})
let lint: Run
const types = new Map<string, Run>()

beforeAll(async () => {
  for (const file of ['biome.json', '.gitignore', 'tsconfig.json']) cpSync(join(root, file), join(copy, file))
  for (const { place, forbidden } of packages) {
    mkdirSync(join(copy, place, 'src'), { recursive: true })
    for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, place, file), join(copy, place, file))
    const files = [
      ...Object.entries(platform).map(([file, [text]]) => [file, text]),
      ...Object.entries(good),
      ...forbidden.map(({ file, text }) => [file, text]),
    ]
    for (const [file, text] of files) writeFileSync(join(copy, place, 'src', `${file}.ts`), `${text}\n`)
  }
  lint = await run(bin('biome'), ['lint', '--colors=off', '--max-diagnostics=none', 'packages'], copy)
  for (const { name, place } of packages) {
    types.set(name, await run(bin('tsc'), ['-p', place, '--pretty', 'false'], copy))
  }
})
afterAll(() => rmSync(copy, { recursive: true }))

/** The errors about one file. */
const said = (run: Run | undefined, file: string) => run?.output.split('\n').filter((line) => line.includes(file))

describe.for(packages)('$name', ({ name, place, forbidden }) => {
  const linted = (file: string) => said(lint, `${place}/src/${file}.ts`)
  const compiled = (file: string) => said(types.get(name), `${place}/src/${file}.ts`)

  const forbiddenHere = Object.entries(platform).filter(
    ([word]) => !(forPages.includes(name) && ofPages.includes(word)),
  )
  test.for(forbiddenHere)('%s is an error of the linter and of the compiler', ([file, expected]) => {
    const [, rule, word] = expected
    expect(linted(file)?.join()).toContain(rule)
    expect(compiled(file)?.join()).toContain(word)
  })

  test.for(forbidden)('to $way $other is an error of the linter', ({ file }) => {
    expect(linted(file)?.join()).toContain('noUndeclaredDependencies')
  })

  test.for(Object.keys(good))('allowed code has no error: %s', (file) => {
    expect(linted(file)).toEqual([])
    expect(compiled(file)).toEqual([])
  })

  test('the compiler exits with an error', () => {
    expect(types.get(name)?.status).not.toBe(0)
  })
})

test('the linter exits with an error', () => {
  expect(lint.status).toBe(1)
})
