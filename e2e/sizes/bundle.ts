import { relative, resolve } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import * as esbuild from 'esbuild'
import { rollup } from 'rollup'

/** One user's bundle, made by two bundlers. */
export interface Bundle {
  /** Bundled and minified by esbuild. */
  esbuild: string
  /** Bundled by rollup, as Vite does, and minified by esbuild. */
  rollup: string
  /** What rollup took in, before it was minified: the functions' names are still there. */
  readable: string
}

const target = 'es2022'
// grantkit and its peers are installed here, built, as they are in a user's project
const folder = resolve(import.meta.dirname, '..')
// badgateway asks Node for the first if there is no global; the second is the user's own; the third is no page's
const external = ['crypto', 'react', 'node:http']

/** Bundles a module that is given as text, for a browser: what it loads at first, or also what it may load later. */
export async function bundle(source: string, withLater = false): Promise<Bundle> {
  const readable = await withRollup(source, withLater)
  const { code } = await esbuild.transform(readable, { minify: true, format: 'esm', target })
  return { esbuild: await withEsbuild(source, withLater), rollup: code, readable }
}

/** The same by esbuild alone, with the functions' names still there: a tenth of the time. */
export function bundleWithNames(source: string): Promise<string> {
  return withEsbuild(source, false, false)
}

async function withEsbuild(source: string, withLater: boolean, minify = true): Promise<string> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    minify,
    // what is never reached goes in both
    minifySyntax: true,
    format: 'esm',
    platform: 'browser',
    target,
    external,
    // a build that is half written would look small
    logOverride: { 'import-is-undefined': 'error' },
    // what is loaded only when it is needed is a file of its own, as in Vite and rollup
    splitting: true,
    outdir: 'out',
    metafile: true,
    write: false,
  })
  const outputs = metafile.outputs
  // what nothing refers to is written too, if a file that was left out loads it
  const files = filesFrom('out/stdin.js', (name) =>
    (outputs[name]?.imports ?? [])
      .filter(({ kind }) => withLater || kind === 'import-statement')
      .map(({ path }) => path),
  )
  return outputFiles
    .filter(({ path }) => files.has(relative(process.cwd(), path)))
    .map(({ text }) => text)
    .join('')
}

async function withRollup(source: string, withLater: boolean): Promise<string> {
  const entry = resolve(folder, 'entry.js')
  const build = await rollup({
    input: entry,
    external,
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) },
      nodeResolve({ browser: true }),
    ],
  })
  const { output } = await build.generate({ format: 'es', inlineDynamicImports: withLater })
  await build.close()
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk] as const] : [])))
  const eager = filesFrom('entry.js', (name) => chunks.get(name)?.imports ?? [])
  return [...(withLater ? chunks.keys() : eager)].map((name) => chunks.get(name)?.code ?? '').join('')
}

/** The files that are loaded with an entry: what it imports, what that imports, and so on. */
function filesFrom(entry: string, importsOf: (name: string) => string[]): Set<string> {
  const files = new Set([entry])
  // the loop over a set includes what is added meanwhile
  for (const name of files) for (const imported of importsOf(name)) files.add(imported)
  return files
}
