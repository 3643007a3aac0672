import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as grantkit from 'grantkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'

const root = new URL('../../', import.meta.url)
const asks = /^(request|poll|push|get|introspect|revoke|register|read|update|delete)[A-Z]/
const documents = ['README.md', 'CONTRIBUTING.md']

describe.each(documents)('%s', (name) => {
  let text: string
  beforeAll(async () => {
    text = await readFile(new URL(name, root), 'utf8')
  })

  it('links only to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '')
    expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  })

  it('names only commands that are there', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
    const commands = [...text.matchAll(/pnpm(?:@12)? (\w+)/g)].map(([, command]) => command ?? '')
    expect(commands.length).toBeGreaterThan(0)
    expect(commands.filter((command) => !(command in scripts))).toEqual([])
  })
})

describe('the code for readers', () => {
  let readme: string
  beforeAll(async () => {
    readme = await readFile(new URL('README.md', root), 'utf8')
  })

  it('compiles, each block by itself, as a user would paste it', async () => {
    const folder = new URL('../dist/readme/', import.meta.url)
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    const packed = await readFile(new URL('packages/core/README.md', root), 'utf8')
    const blocks = [readme, packed].flatMap(codeBlocks).filter(({ language }) => language === 'ts')
    expect(blocks.length).toBeGreaterThan(4)
    for (const { code, line } of blocks) await writeFile(new URL(`line-${line}-of-${code.length}.ts`, folder), code)
    await writeFile(
      new URL('tsconfig.json', folder),
      JSON.stringify({ extends: fileURLToPath(new URL('tsconfig.json', root)), include: ['*.ts'], exclude: [] }),
    )
    const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
    const check = promisify(execFile)(process.execPath, [tsc, '-p', fileURLToPath(folder)])
    // what tsc found, rather than that it found something
    expect(await check.catch(({ stdout }: { stdout: string }) => ({ stdout }))).toMatchObject({ stdout: '' })
  })

  it('uses only names that the global has', () => {
    const used = codeBlocks(readme)
      .filter(({ language }) => language === 'js')
      .flatMap(({ code }) => [...code.matchAll(/\bgrantkit\.(\w+)/g)].map(([, name]) => name ?? ''))
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((name) => !(name in grantkit))).toEqual([])
  })

  it('lists every function that asks a server and every option, with its default', async () => {
    const functions = Object.keys(grantkit).filter((name) => asks.test(name))
    expect(functions.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
    const options = await readFile(new URL('packages/core/src/internal/options.ts', root), 'utf8')
    const names = [...options.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(4)
    expect(names.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([])
  })
})
