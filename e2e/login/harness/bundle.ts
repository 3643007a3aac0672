import { join } from 'node:path'
import * as esbuild from 'esbuild'

const root = join(import.meta.dirname, '../../..')

/** Bundles an entry with the built packages, as users do, in chunks. Returns the files by path. */
export async function bundle(entry: string, options: esbuild.BuildOptions = {}): Promise<Map<string, string>> {
  const { outputFiles = [] } = await esbuild.build({
    entryPoints: { main: join(root, entry) },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    external: ['/config.js'],
    // if the peers are installed
    absWorkingDir: join(root, 'e2e'),
    outdir: '/assets',
    write: false,
    ...options,
  })
  return new Map(outputFiles.map(({ path, text }) => [path, text]))
}
