import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapping } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishedPackages } from './published-packages.ts'

/** The only dependencies that each package may have. */
const dependencies: Record<string, { dependencies?: string[]; peers?: string[]; optional?: string[] }> = {
  grantkit: {},
  '@grantkit/jose': { dependencies: ['grantkit', 'jose'] },
  '@grantkit/browser': {
    dependencies: ['@grantkit/jose', '@grantkit/oidc', '@grantkit/tokens', 'grantkit', 'idb-keyval', 'jose'],
  },
  '@grantkit/ky': { dependencies: ['@grantkit/tokens', 'grantkit'], peers: ['ky'] },
  '@grantkit/oidc': { dependencies: ['@grantkit/jose', 'grantkit', 'jose'], optional: ['@grantkit/tokens'] },
  '@grantkit/react': { dependencies: ['@grantkit/browser', '@grantkit/jose'], peers: ['react'] },
  '@grantkit/tokens': { dependencies: ['grantkit'], optional: ['@opentelemetry/api', 'jose'] },
}

/** The packages that an entry, or all entries of a package, may import, directly or not. An optional peer only by the subpath for it. */
const imports: Record<string, string[]> = {
  grantkit: [],
  '@grantkit/jose': ['grantkit', 'jose'],
  '@grantkit/browser': ['@grantkit/jose', '@grantkit/oidc', '@grantkit/tokens', 'grantkit', 'idb-keyval', 'jose'],
  '@grantkit/ky': ['@grantkit/tokens', 'grantkit', 'ky'],
  '@grantkit/oidc': ['@grantkit/jose', 'grantkit'],
  '@grantkit/oidc/loopback': ['@grantkit/jose', 'grantkit', 'node:http'],
  '@grantkit/oidc/web-login': ['@grantkit/jose', '@grantkit/tokens', 'grantkit', 'jose'],
  '@grantkit/react': ['@grantkit/browser', '@grantkit/jose', 'react'],
  '@grantkit/tokens': ['grantkit'],
  '@grantkit/tokens/encrypted-store': ['grantkit', 'jose'],
  '@grantkit/tokens/opentelemetry': ['grantkit', '@opentelemetry/api'],
  '@grantkit/tokens/redis-lock': ['grantkit'],
}

// names of one platform, in every form in which code could use them
const foreign = {
  window: /\bwindow\b/,
  document: /(?<![\w-])document\./,
  process: /\bprocess\./,
  Buffer: /\bBuffer\b/,
  require: /\brequire\(/,
  'node:': /\bnode:/,
  // also a Redis command: clients have a method of that name, and an error message names it
  eval: /(?<!\bclient\??\.)\beval\b(?! and set\b)|\bFunction\(/,
}

/** The only entry that listens on a port. Deno and Bun also use Node's module for that. */
const listens = (name: string, file: string) => name === '@grantkit/oidc' && file.startsWith('loopback/')

/** Packages only for pages. */
const forPages = ['@grantkit/browser', '@grantkit/react']

describe.for(publishedPackages)('$name', ({ name, folder, manifest, entries }) => {
  const dist = join(folder, 'dist')
  const read = (file: string) => readFileSync(join(dist, file), 'utf8')
  const built = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  const scripts = built.filter((file) => file.endsWith('.js'))

  test('the build wrote every file that can be imported', () => {
    expect(entries.length).toBeGreaterThan(0)
    for (const { types, script } of entries) {
      expect(existsSync(join(folder, types)), types).toBe(true)
      expect(existsSync(join(folder, script)), script).toBe(true)
    }
  })

  test('has only the expected dependencies', () => {
    const known = dependencies[name] ?? {}
    const peers = [...(known.peers ?? []), ...(known.optional ?? [])]
    expect(Object.keys(manifest.dependencies ?? {}).sort()).toEqual(known.dependencies ?? [])
    expect(Object.keys(manifest.peerDependencies ?? {}).sort()).toEqual(peers)
    const optional = Object.entries(manifest.peerDependenciesMeta ?? {}).filter(([, meta]) => meta.optional)
    expect(optional.map(([each]) => each).sort()).toEqual(known.optional ?? [])
    expect(Object.keys(manifest)).not.toContain('optionalDependencies')
    expect(manifest.sideEffects).toBe(false)
  })

  test.for(entries)('$specifier imports nothing else, in scripts and types', ({ specifier, script, types }) => {
    for (const entry of [script, types]) {
      const others = packagesOf(join(folder, entry)).filter(
        (each) => !(imports[specifier] ?? imports[name])?.includes(each),
      )
      expect(others, entry).toEqual([])
    }
  })

  test('no script depends on a platform', () => {
    const found = scripts.flatMap((file) => {
      const code = read(file)
      return Object.entries(foreign)
        .filter(([word]) => !forPages.includes(name) || !/window|document/.test(word))
        .filter(([word]) => word !== 'node:' || !listens(name, file))
        .flatMap(([word, spelling]) => (spelling.test(code) ? `${word} in ${file}` : []))
    })
    expect(found).toEqual([])
  })

  test('every declaration has a map, so that "go to definition" opens the sources', () => {
    let found = 0
    for (const file of built.filter((each) => each.endsWith('.d.ts'))) {
      const map = JSON.parse(read(`${file}.map`))
      expect(read(file)).toContain(`//# sourceMappingURL=${basename(file)}.map`)
      const source = readFileSync(join(dirname(join(dist, file)), map.sources[0]), 'utf8').split('\n')
      for (const [line, text] of read(file).split('\n').entries()) {
        const name = /^export declare (?:function|class) (\w+)/.exec(text)?.[1]
        if (!name) continue
        const { originalLine, originalColumn } = new SourceMap(map).findEntry(line, text.indexOf(name)) as SourceMapping
        expect(source[originalLine]?.slice(originalColumn)).toMatch(new RegExp(`^${name}\\b`))
        found++
      }
    }
    expect(found).toBeGreaterThan(1)
  })

  test('every script has a source map that leads to sources that are published', () => {
    for (const file of scripts) {
      const map = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(file))?.[1]
      expect(map, file).toBe(`${basename(file)}.map`)
      const place = dirname(join(dist, file))
      const { sources, sourcesContent = [], mappings } = JSON.parse(readFileSync(join(place, map ?? ''), 'utf8'))
      if (!onlyPassesOn(read(file))) expect(mappings, file).toMatch(/\w/)
      // a file that contains other packages too has their sources in the map itself
      const holdsOthers = name === '@grantkit/browser' || (/\.min\./.test(file) && name !== 'grantkit')
      const isWhole = sourcesContent.length === sources.length && holdsOthers
      for (const source of isWhole ? [] : sources) {
        expect(join(place, source)).toContain(join(folder, 'src'))
        expect(existsSync(join(place, source)), source).toBe(true)
      }
    }
  })
})

test('core is also built as one file for a script tag', () => {
  const core = publishedPackages.find(({ name }) => name === 'grantkit')
  expect(readdirSync(join(core?.folder ?? '', 'dist'))).toContain('grantkit.umd.min.js')
})

describe('the files of a page', () => {
  const dist = join(publishedPackages.find(({ name }) => name === '@grantkit/browser')?.folder ?? '', 'dist')
  const files = readdirSync(dist).filter((file) => /^[\w-]+\.js$/.test(file))
  /** The files that a file imports, with its own name. */
  const loads = (file: string): string[] => {
    const code = readFileSync(join(dist, file), 'utf8')
    return [file, ...[...code.matchAll(/from '\.\/([\w-]+\.js)'/g)].map(([, imported = '']) => imported)]
  }

  test('are few, and each loads at most two others besides the first', () => {
    const often = ['index', 'page', 'tokens', 'login', 'login-parts', 'callback', 'jose-parts', 'fetch-chunk']
    const rarely = ['dpop-key', 'proof-key-of-jwk', 'encrypted', 'decrypt', 'open-worker', 'test-client']
    const late = ['curve-fault', 'other-kinds', 'refreshed-login', 'redirect', 'step-up-in']
    expect(files.map((file) => file.replace('.js', '')).sort()).toEqual([...often, ...rarely, ...late].sort())
    expect(loads('page.js')).toEqual(['page.js'])
    expect(loads('tokens.js')).toEqual(['tokens.js', 'page.js'])
    expect(loads('fetch-chunk.js')).toEqual(['fetch-chunk.js', 'page.js'])
    expect(loads('login.js')).toEqual(['login.js', 'page.js', 'login-parts.js'])
    expect(loads('callback.js').sort()).toEqual(['callback.js', 'jose-parts.js', 'login-parts.js', 'page.js'])
    expect(loads('dpop-key.js').sort()).toEqual(['dpop-key.js', 'jose-parts.js', 'page.js'])
  })

  test('have no class of their own for errors that apps compare by `instanceof`', () => {
    const classes = files.flatMap((file) => readFileSync(join(dist, file), 'utf8').match(/class \w*Error\b/g) ?? [])
    // no method of a page's client rejects with the others
    expect(classes.sort()).toEqual(['class JoseError', 'class LoginError'])
  })
})

test('forbidden words would be found', () => {
  const bad = `window.x; document.title; process.env; Buffer.from; require("x"); "node:fs"; eval("1")`
  expect(Object.entries(foreign).filter(([, words]) => !words.test(bad))).toEqual([])
})

/** The packages that a module imports, directly or through other modules of its package. */
function packagesOf(entry: string): string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    // an import in an example doesn't count
    const code = readFileSync(file, 'utf8').replace(/\/\*\*.*?\*\//gs, '')
    for (const [, specifier = ''] of code.matchAll(/(?:\bfrom|\bimport) ?\(?["']([^"'\n]+)["']/g)) {
      const types = file.endsWith('.d.ts')
      if (specifier.startsWith('.')) visit(join(dirname(file), types ? specifier.replace(/js$/, 'd.ts') : specifier))
      else found.add(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
    }
  }
  visit(entry)
  return [...found].sort()
}

/** Whether a module has only imports and exports, so that its map is empty. */
function onlyPassesOn(code: string): boolean {
  return code.replace(/^(import|export) [^;]*;$|^\/\/.*$/gm, '').trim() === ''
}
