import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import * as esbuild from 'esbuild'
import { rollup } from 'rollup'
import { sizeOf } from './measure.ts'

/** The file of `@grantkit/browser` that a page loads at each moment, with all that it imports. */
const moments = {
  'first load': 'index',
  'a session in the store': 'tokens',
  'a sign-in or sign-out click': 'login',
  'a callback': 'callback',
  'the first API call': 'fetch-chunk',
  DPoP: 'dpop-key',
  'encryption at rest': 'encrypted',
  'a worker, in the page': 'open-worker',
} as const

/** The moments at which no user is signed in. */
const signedOut = /first load|session in the store|sign-in/
/** The moments that few pages have. */
const rare = /DPoP|encryption|worker/

export type Moment = keyof typeof moments | 'all without DPoP and encryption' | 'the script tag' | "a worker's file"

/** A file that a bundler wrote, and its static imports. */
interface Chunk {
  modules: string[]
  imports: string[]
  bytes: number
}

/**
 * The bytes at each moment, with each file minified and gzipped separately. Files that were loaded before are not counted again: those
 * of the first load and, if the moment needs a session, the code of the session. A callback loads that if no user was signed in.
 */
export async function momentsOf(bundler: 'esbuild' | 'rollup'): Promise<Record<Moment, number>> {
  const chunks = await (bundler === 'esbuild' ? byEsbuild() : byRollup())
  const named = (file: string) => {
    const found = [...chunks].find(([, { modules }]) =>
      modules.some((each) => each.endsWith(`/browser/dist/${file}.js`)),
    )
    if (!found) throw new Error(`no file holds ${file}: was it renamed?`)
    return found[0]
  }
  const first = needed(chunks, ['main.js'])
  const bytes = (names: Set<string>) => [...names].reduce((sum, name) => sum + (chunks.get(name)?.bytes ?? 0), 0)
  const sizes: Partial<Record<Moment, number>> = {}
  const all = new Set(first)
  const session = needed(chunks, ['main.js', named(moments['a session in the store'])])
  // DPoP, encryption and the worker come after a callback
  const callback = needed(chunks, [named(moments['a callback'])])
  for (const [moment, file] of Object.entries(moments)) {
    const before = signedOut.test(moment) ? first : rare.test(moment) ? new Set([...session, ...callback]) : session
    const loaded = needed(chunks, [moment === 'first load' ? 'main.js' : named(file)])
    const fresh = moment === 'first load' ? loaded : new Set([...loaded].filter((name) => !before.has(name)))
    sizes[moment as Moment] = bytes(fresh)
    if (!rare.test(moment)) for (const name of fresh) all.add(name)
  }
  sizes['all without DPoP and encryption'] = bytes(all)
  sizes['the script tag'] = builtFile('grantkit.browser.umd.min.js')
  sizes["a worker's file"] = builtFile('grantkit.worker.min.js')
  return sizes as Record<Moment, number>
}

/** The size of a file that the build wrote. */
function builtFile(name: string): number {
  // by its path, because with the tests' conditions the package's name resolves to the sources
  return sizeOf(readFileSync(resolve(import.meta.dirname, '../../packages/browser/dist', name), 'utf8')).gzip
}

/** Files and all their static imports. */
function needed(chunks: ReadonlyMap<string, Chunk>, names: readonly string[]): Set<string> {
  const found = new Set(names)
  // a loop over a set includes items that are added during the loop
  for (const name of found) for (const imported of chunks.get(name)?.imports ?? []) found.add(imported)
  return found
}

const folder = resolve(import.meta.dirname, '..')
const source = "export { createBrowserClient } from '@grantkit/browser'"
const target = 'es2022'

async function byEsbuild(): Promise<Map<string, Chunk>> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: source, resolveDir: folder },
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target,
    outdir: 'out',
    entryNames: 'main',
    metafile: true,
    write: false,
  })
  const nameOf = (path: string) => path.replace(/.*\bout\//, '')
  return new Map(
    Object.entries(metafile.outputs).map(([path, { imports, inputs }]) => {
      const file = outputFiles.find((each) => each.path.endsWith(path))
      const atOnce = imports.filter(({ kind }) => kind === 'import-statement').map((each) => nameOf(each.path))
      const bytes = sizeOf(file?.text ?? '').gzip
      return [nameOf(path), { modules: Object.keys(inputs), imports: atOnce, bytes }]
    }),
  )
}

async function byRollup(): Promise<Map<string, Chunk>> {
  const entry = resolve(folder, 'main.js')
  const build = await rollup({
    input: entry,
    // in turn, so that the files are the same each time
    maxParallelFileOps: 1,
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) },
      nodeResolve({ browser: true }),
    ],
  })
  const { output } = await build.generate({ format: 'es' })
  await build.close()
  const chunks = new Map<string, Chunk>()
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue
    const { code } = await esbuild.transform(chunk.code, { minify: true, format: 'esm', target })
    chunks.set(chunk.fileName, { modules: chunk.moduleIds, imports: chunk.imports, bytes: sizeOf(code).gzip })
  }
  return chunks
}
