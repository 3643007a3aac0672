import { resolve } from 'node:path'
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
// badgateway asks Node for it where there is no global
const external = ['crypto']

/** Bundles a module that is given as text, for a browser. */
export async function bundle(source: string): Promise<Bundle> {
  const readable = await withRollup(source)
  const { code } = await esbuild.transform(readable, { minify: true, format: 'esm', target })
  return { esbuild: await withEsbuild(source), rollup: code, readable }
}

async function withEsbuild(source: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target,
    external,
    // a build that is half written would look small
    logOverride: { 'import-is-undefined': 'error' },
    write: false,
  })
  return outputFiles.map((file) => file.text).join('')
}

async function withRollup(source: string): Promise<string> {
  const entry = resolve(folder, 'entry.js')
  const build = await rollup({
    input: entry,
    external,
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) },
      nodeResolve({ browser: true }),
    ],
  })
  const { output } = await build.generate({ format: 'es' })
  await build.close()
  return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('')
}
