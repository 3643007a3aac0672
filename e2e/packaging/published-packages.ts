import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

/** The members of a `package.json` that the tests read. */
interface Manifest {
  name: string
  sideEffects?: boolean
  exports: Record<string, string | { types: string; default: string }>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** An import path, and its files. */
export interface Entry {
  specifier: string
  types: string
  script: string
}

/** A published package, from its `package.json`. */
export interface PublishedPackage {
  name: string
  /** The absolute path of its folder. */
  folder: string
  manifest: Manifest
  entries: Entry[]
}

/** All packages, core first. */
export const publishedPackages: readonly PublishedPackage[] = readdirSync(join(root, 'packages')).map((name) => {
  const folder = join(root, 'packages', name)
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    // internal paths, which the packages share, are not public
    if (typeof target === 'string' || /^\.\/internal(\/|$)/.test(subpath)) return []
    return { specifier: join(manifest.name, subpath), types: target.types, script: target.default }
  })
  return { name: manifest.name, folder, manifest, entries }
})
