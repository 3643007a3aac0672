import { dirname } from 'node:path'
import * as esbuild from 'esbuild'

/** A program for a page, bundled as one script from the packages' sources. It logs when it has finished. */
export const bundlePage = (path: string): Promise<string> =>
  bundle(`import ${JSON.stringify(path)}\nconsole.log('at its end')`, dirname(path))

/** A block for a page as one script. */
export const bundleCode = (code: string): Promise<string> => bundle(code, new URL('..', import.meta.url).pathname)

async function bundle(contents: string, resolveDir: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['@grantkit/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** Whether a block is for a page, by names that Node doesn't have. */
export const isForPage = (code: string): boolean =>
  /\b(location|document|sessionStorage|localStorage|idb-keyval)\b|@grantkit\/(browser|react)\b/.test(code)
