import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { publishedPackages } from './published-packages.ts'
import { root, run } from './run.ts'

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')
const { version } = JSON.parse(read('packages/core/package.json'))

describe.for(publishedPackages)('$name', ({ folder, name }) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

  it('has the metadata that a registry shows', () => {
    expect(manifest.description.length).toBeGreaterThan(20)
    expect(manifest.keywords.length).toBeGreaterThan(2)
    expect(manifest.repository.directory).toBe(folder.slice(root.length).replace(/^\/+/, ''))
    const { homepage, bugs, author, license, engines, publishConfig } = manifest
    expect([homepage, bugs.url, author, license, engines.node].every(Boolean)).toBe(true)
    expect(publishConfig).toEqual({ access: 'public', provenance: true })
    expect(manifest.version).toBe(version)
  })

  it('has a licence, and a README whose links work on the page of a registry', () => {
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(read('LICENSE'))
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(readme.split('\n').length, name).toBeGreaterThan(20)
    const links = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !/^https:/.test(link))).toEqual([])
    const own = 'https://github.com/grantkit/grantkit/blob/main/'
    const files = links.filter((link) => link.startsWith(own)).map((link) => link.slice(own.length))
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('is not built again when it is packed after a build', async () => {
    const now = new Date()
    utimesSync(join(folder, 'dist/index.js'), now, now)
    const { status, output } = await run(process.execPath, [join(root, 'e2e/setup/build-before-pack.mjs')], folder)
    expect({ status, output }).toEqual({ status: 0, output: '' })
    expect(manifest.scripts.prepack).toBe('node ../../e2e/setup/build-before-pack.mjs')
  })
})

describe('core on JSR', () => {
  const folder = join(root, 'packages/core')
  const jsr = JSON.parse(read('packages/core/jsr.json'))

  it('exports what the package exports', () => {
    const { exports } = JSON.parse(read('packages/core/package.json'))
    const entries = Object.entries<{ '@grantkit/source'?: string }>(exports).flatMap(([subpath, target]) => {
      const source = target['@grantkit/source']
      return source && !/^\.\/internal(\/|$)/.test(subpath) ? [[subpath, source]] : []
    })
    expect(jsr.exports).toEqual(Object.fromEntries(entries))
    expect(jsr.version).toBe(version)
  })

  it('can be published', async () => {
    const deno = join(root, 'e2e/node_modules/.bin/deno')
    const { status, output } = await run(deno, ['publish', '--dry-run', '--allow-dirty', '--no-check'], folder)
    expect(stripVTControlCharacters(output)).toContain('Success Dry run complete')
    expect(output).not.toContain('.test.ts')
    expect(status).toBe(0)
  })
})
