import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

/** What the tests read of a `package.json`. */
interface Manifest {
  name: string
  sideEffects?: boolean
  exports: Record<string, string | { types: string; default: string }>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** What a program can import, and the files of the package that it gets. */
export interface Entry {
  specifier: string
  types: string
  script: string
}

/** One of the packages that are published, as its manifest describes it. */
export interface PublishedPackage {
  name: string
  /** Its folder as a whole path. */
  folder: string
  manifest: Manifest
  entries: Entry[]
}

/** Every package there is, core first. */
export const publishedPackages: readonly PublishedPackage[] = readdirSync(join(root, 'packages')).map((name) => {
  const folder = join(root, 'packages', name)
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    // what the packages share among themselves is no part of the public face
    if (typeof target === 'string' || /^\.\/internal(\/|$)/.test(subpath)) return []
    return { specifier: join(manifest.name, subpath), types: target.types, script: target.default }
  })
  return { name: manifest.name, folder, manifest, entries }
})
