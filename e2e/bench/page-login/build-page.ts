import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import * as esbuild from 'esbuild'
import { type Plugin, rollup } from 'rollup'
import typescript from 'rollup-plugin-esbuild'

const target = 'es2022'
/** Minifies whole files, as Vite does. */
const minify: Plugin = {
  name: 'minify',
  renderChunk: async (code) => (await esbuild.transform(code, { minify: true, format: 'esm', target })).code,
}

/** The files of a page with a library, by their paths: built by rollup and minified, as Vite does for users. */
export async function buildPage(library: string): Promise<Map<string, string>> {
  const build = await rollup({
    input: { main: join(import.meta.dirname, `contestants/${library}.ts`) },
    external: ['/config.js'],
    plugins: [
      nodeResolve({ browser: true, extensions: ['.ts', '.js'] }),
      typescript({ target, include: /\.ts$/, define: { 'process.env.NODE_ENV': '"production"' } }),
      minify,
    ],
  })
  const { output } = await build.generate({
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await build.close()
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/assets/${file.fileName}`, file.code]] : [])))
}
