import * as esbuild from 'esbuild'

/** A block for a page as one script, as a bundler makes it from the packages' sources. */
export async function bundlePage(code: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: code, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@grantkit/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** Whether a block is for a page: Node knows none of these. */
export const isForPage = (code: string): boolean =>
  /\b(location|document|sessionStorage|localStorage|idb-keyval)\b/.test(code)
