import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as grantkit from 'grantkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { publicNames } from '../packaging/public-names.ts'
import { publishedPackages } from '../packaging/published-packages.ts'
import { codeBlocks } from './code-blocks.ts'
import { nameOf, readmes } from './documents.ts'
import { optionsInSources } from './options-in-sources.ts'

const root = new URL('../../', import.meta.url)

describe.each(readmes.map((url) => [nameOf(url), url] as const))('%s', (_name, url) => {
  let text: string
  beforeAll(async () => {
    text = await readFile(url, 'utf8')
  })

  it('links only to existing files', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '')
    expect(links.filter((path) => !existsSync(new URL(path, url)))).toEqual([])
  })

  it('names only existing commands', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
    const commands = [...text.matchAll(/pnpm(?:@12)? (?:run )?(\w+)/g)].map(([, command]) => command ?? '')
    expect(commands.filter((command) => !(command in scripts))).toEqual([])
  })
})

describe('the code for readers', () => {
  let readme: string
  beforeAll(async () => {
    readme = await readFile(new URL('README.md', root), 'utf8')
  })

  it('uses only names that the global has', () => {
    const used = codeBlocks(readme)
      .filter(({ language }) => language === 'js')
      .flatMap(({ code }) => [...code.matchAll(/\bgrantkit\.(\w+)/g)].map(([, name]) => name ?? ''))
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((name) => !(name in grantkit))).toEqual([])
  })

  it('lists every option of a request to core, with its default', async () => {
    const text = await readFile(new URL('packages/core/README.md', root), 'utf8')
    const options = await readFile(new URL('packages/core/src/internal/options.ts', root), 'utf8')
    const names = [...options.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(4)
    expect(names.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([])
  })

  it('leads to every example', () => {
    const folders = readdirSync(new URL('examples', root), { withFileTypes: true }).filter((each) => each.isDirectory())
    const names = folders.map(({ name }) => name).filter((name) => name !== 'node_modules')
    expect(names.length).toBeGreaterThan(4)
    expect(names.filter((name) => !readme.includes(`](examples/${name}/`))).toEqual([])
  })

  it('names every dependency, with its reason', async () => {
    const contributing = await readFile(new URL('CONTRIBUTING.md', root), 'utf8')
    const rows = `${readme.slice(readme.indexOf('## Dependencies'))}\n${contributing}`.split('\n')
    const firstCells = rows.map((row) => row.split('|')[1] ?? '').flatMap((cell) => cell.split(/[\s,()]+/))
    const folders = ['.', 'e2e', 'examples', 'docs', ...publishedPackages.map(({ folder }) => folder)]
    const used = folders.flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(resolve(fileURLToPath(root), folder, 'package.json'), 'utf8'))
      return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies })
    })
    const others = used.filter((name) => !/^(@?grantkit\b|node\d+$)/.test(name))
    expect(others.length).toBeGreaterThan(20)
    expect([...new Set(others)].filter((name) => !firstCells.includes(name))).toEqual([])
  })

  it.for(Object.entries(publicNames))(
    'lists every name of %s in the README of its package',
    async ([specifier, names]) => {
      const own = publishedPackages.find(({ entries }) => entries.some((entry) => entry.specifier === specifier))
      const text = await readFile(join(own?.folder ?? '', 'README.md'), 'utf8')
      // a worker's script has no exports
      expect(names.length > 0).toBe(!specifier.endsWith('/worker'))
      expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
    },
  )

  it.for(publishedPackages.filter(({ name }) => name !== 'grantkit'))(
    'lists every option of $name in its README, with its default',
    async ({ folder }) => {
      const text = await readFile(join(folder, 'README.md'), 'utf8')
      const rows = text.split('\n').filter((line) => line.startsWith('|'))
      const options = optionsInSources(join(folder, 'src'))
      expect(options.length).toBeGreaterThan(0)
      const missing = options.filter(
        ({ name, standard = '' }) => !rows.some((row) => row.includes(`\`${name}\``) && row.includes(standard)),
      )
      expect(missing).toEqual([])
    },
  )
})
