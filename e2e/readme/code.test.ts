import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BlockFile, writeBlocks } from './block-files.ts'
import { codeBlocks, unknownFences } from './code-blocks.ts'
import { documents, nameOf } from './documents.ts'
import { unknownCommands } from './shell-commands.ts'

const root = new URL('../../', import.meta.url)
const folder = new URL('../dist/readme/', import.meta.url)
const here = fileURLToPath(new URL('.', import.meta.url))
/** Languages that are type-checked, parsed, or drawn by the site's build. */
const checked = ['ts', 'tsx', 'js', 'html', 'vue', 'svelte', 'sh', 'json', 'mermaid']
/** Languages that are only shown: output, HTTP messages, and settings of other programs. */
const shown = ['text', 'http', 'yaml', 'toml', 'css', 'diff', 'ini', 'xml']

const texts = documents.map((document) => ({ name: nameOf(document), text: readFileSync(document, 'utf8') }))
const blocks = texts.flatMap(({ name, text }) =>
  codeBlocks(text).map((block) => ({ ...block, name: `${name}:${block.line}` })),
)

it('every block is not indented and has a known language', () => {
  const unknown = texts.flatMap(({ name, text }) => unknownFences(text).map((line) => `${name}:${line}`))
  expect(unknown).toEqual([])
  expect(blocks.filter(({ language }) => ![...checked, ...shown].includes(language)).map(({ name }) => name)).toEqual(
    [],
  )
})

describe('scripts', () => {
  let files: BlockFile[]
  beforeAll(() => {
    files = writeBlocks(folder)
  })

  it('have different files in each document', () => {
    const paths = files.map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(20)
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([])
  })

  it.for([
    { kind: 'TypeScript', pattern: /\.tsx?$/, options: { jsx: 'react-jsx' } },
    {
      kind: 'JavaScript',
      pattern: /\.js$/,
      // JavaScript has no non-null assertions; declarations, because the packages' sources are strict
      options: { allowJs: true, checkJs: true, strict: false, exactOptionalPropertyTypes: false, customConditions: [] },
    },
  ])('compile as $kind, in one program', async ({ kind, pattern, options }) => {
    const own = files.filter(({ path, notChecked, runIn }) => pattern.test(path) && !notChecked && runIn !== 'deno')
    expect(own.length).toBeGreaterThan(0)
    await mkdir(folder, { recursive: true })
    const config = new URL(`${kind}.json`, folder)
    await writeFile(
      config,
      JSON.stringify({
        extends: fileURLToPath(new URL('tsconfig.json', root)),
        compilerOptions: options,
        files: [...own.map(({ path }) => path), `${here}modules.d.ts`, `${here}script-tag.d.ts`],
        include: [],
        exclude: [],
      }),
    )
    const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
    const check = promisify(execFile)(process.execPath, [tsc, '-p', fileURLToPath(config)])
    // compare the errors, so that the test shows them
    expect(await check.catch(({ stdout }: { stdout: string }) => ({ stdout }))).toMatchObject({ stdout: '' })
  })
})

const shell = blocks.filter(({ language, notChecked }) => language === 'sh' && !notChecked)

it('shell commands are parsed by a shell', async () => {
  expect(shell.length).toBeGreaterThan(0)
  const check = promisify(execFile)('bash', ['-n', '-c', shell.map(({ code }) => code).join('\n')])
  expect(await check.catch(({ stderr }: { stderr: string }) => ({ stderr }))).toMatchObject({ stderr: '' })
})

it.for(shell)('the commands of $name exist, and install packages that the tests use', ({ code }) => {
  expect(unknownCommands(code)).toEqual([])
})

it('JSON is parsed', () => {
  const wrong = blocks.filter(({ language, code }) => language === 'json' && !isJson(code))
  expect(wrong.map(({ name }) => name)).toEqual([])
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
