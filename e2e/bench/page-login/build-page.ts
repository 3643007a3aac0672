import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import esbuild from 'rollup-plugin-esbuild'

/**
 * The files of a page with a library, by their paths: built by rollup and minified, as Vite does for users. Files under
 * `minChunkBytes` are merged.
 */
export async function buildPage(library: string, minChunkBytes: number): Promise<Map<string, string>> {
  const build = await rollup({
    input: { main: join(import.meta.dirname, `contestants/${library}.ts`) },
    external: ['/config.js'],
    plugins: [
      nodeResolve({ browser: true, extensions: ['.ts', '.js'] }),
      esbuild({ target: 'es2022', minify: true, define: { 'process.env.NODE_ENV': '"production"' } }),
    ],
  })
  const { output } = await build.generate({
    format: 'es',
    experimentalMinChunkSize: minChunkBytes,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await build.close()
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/assets/${file.fileName}`, file.code]] : [])))
}
