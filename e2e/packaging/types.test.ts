import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installed, installPackages } from './installed-packages.ts'
import { publicNames } from './public-names.ts'
import { bin, run } from './run.ts'

const compilers = { 'TypeScript 7': 'tsc', 'TypeScript 6': 'tsc6' }
// sets of globals of different platforms
const libraries = {
  'a page': { lib: ['es2023', 'dom'], types: [] },
  'a worker': { lib: ['es2023', 'webworker'], types: [] },
  Node: { lib: ['es2023'], types: ['node'] },
}

const written = readdirSync(join(import.meta.dirname, 'consumers')).map((file) => `consumers/${file}`)
const consumers = [...written, 'names.ts']

// doesn't compile if the declarations of an entry differ from the names that its code exports
const specifiers = Object.keys(publicNames)
const names = `import { publicNames } from './public-names.ts'
${specifiers.map((specifier, index) => `import * as m${index} from '${specifier}'`).join('\n')}
type Listed = typeof publicNames
export const listed: { [Specifier in keyof Listed]: Record<Listed[Specifier][number], unknown> } = {
${specifiers.map((specifier, index) => `  '${specifier}': m${index},`).join('\n')}
}
export const declared: [
${specifiers.map((specifier, index) => `  Exclude<keyof typeof m${index}, Listed['${specifier}'][number]>,`).join('\n')}
][number][] = []
export const none: never[] = declared
`

let installed: Installed
beforeAll(async () => {
  installed = await installPackages()
  for (const file of [...written, 'public-names.ts']) {
    cpSync(join(import.meta.dirname, file), join(installed.folder, file))
  }
  writeFileSync(join(installed.folder, 'names.ts'), names)
})
afterAll(() => installed.remove())

const check = (compiler: string, name: string, files: string[], options: object) => {
  const project = join(installed.folder, `${name}.json`)
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    // check the declarations themselves with these globals only; skip those of the compiler
    skipLibCheck: false,
    skipDefaultLibCheck: true,
    ...options,
  }
  writeFileSync(project, JSON.stringify({ files, compilerOptions }))
  return run(bin(compiler), ['-p', project])
}

for (const [version, compiler] of Object.entries(compilers)) {
  for (const [place, library] of Object.entries(libraries)) {
    // the older compiler takes ten seconds for each platform
    if (compiler === 'tsc6' && place === 'a worker') continue
    // exactOptionalPropertyTypes is independent of platform and compiler
    for (const exactOptionalPropertyTypes of place === 'a page' && compiler === 'tsc' ? [true, false] : [true]) {
      const how = exactOptionalPropertyTypes ? 'exact' : 'loose'
      test(`${version} accepts programs for ${place}, with ${how} optional properties`, async () => {
        const name = `${compiler}-${place.replace(' ', '-')}-${how}`
        const { status, output } = await check(compiler, name, consumers, { ...library, exactOptionalPropertyTypes })
        expect(output).toBe('')
        expect(status).toBe(0)
      })
    }
  }

  test(`${version} refuses a program with a mistake`, async () => {
    const name = `${compiler}-mistaken`
    writeFileSync(
      join(installed.folder, `${name}.ts`),
      `import { requestPasswordToken } from 'grantkit'\nrequestPasswordToken({ address: 'https://a.example', username: 1 })`,
    )
    const { status, output } = await check(compiler, name, [`${name}.ts`], libraries['a page'])
    expect(output).toContain("(2,54): error TS2322: Type 'number' is not assignable to type 'string'")
    expect(status).not.toBe(0)
  })
}
