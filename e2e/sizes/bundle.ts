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
  /** The output of rollup before minification, with the functions' names. */
  readable: string
}

const target = 'es2022'
// the folder in which grantkit (built) and its peers are installed, as in a user's project
const folder = resolve(import.meta.dirname, '..')
// badgateway uses the first in Node if there is no global; the second is the user's; the third isn't for pages
const external = ['crypto', 'react', 'node:http']

/** Bundles the source text of a module for a browser: the code that it loads first, or also the code that it may load later. */
export async function bundle(source: string, withLater = false): Promise<Bundle> {
  const readable = await withRollup(source, withLater)
  const { code } = await esbuild.transform(readable, { minify: true, format: 'esm', target })
  return { esbuild: await withEsbuild(source, withLater), rollup: code, readable }
}

/** The same with esbuild only and with the functions' names. Takes a tenth of the time. */
export function bundleWithNames(source: string): Promise<string> {
  return withEsbuild(source, false, false)
}

async function withEsbuild(source: string, withLater: boolean, minify = true): Promise<string> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    minify,
    // removes unreachable code in both cases
    minifySyntax: true,
    format: 'esm',
    platform: 'browser',
    target,
    external,
    // fail for an incomplete build, which would look small
    logOverride: { 'import-is-undefined': 'error' },
    // dynamic imports become separate files, as in Vite and rollup
    splitting: true,
    outdir: 'out',
    metafile: true,
    write: false,
  })
  const outputs = metafile.outputs
  // esbuild also writes files that only a file that was left out loads
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
    // in turn, so that a bundle is the same each time
    maxParallelFileOps: 1,
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

/** The files that are loaded with an entry: its imports, their imports, and so on. */
function filesFrom(entry: string, importsOf: (name: string) => string[]): Set<string> {
  const files = new Set([entry])
  // a loop over a set includes items that are added during the loop
  for (const name of files) for (const imported of importsOf(name)) files.add(imported)
  return files
}
