import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publishedPackages } from '../packaging/published-packages.ts'

const root = new URL('../../', import.meta.url)

/** The texts whose code is tested: of the repository, and of each package. */
export const documents: URL[] = [
  new URL('README.md', root),
  new URL('CONTRIBUTING.md', root),
  ...publishedPackages.map(({ folder }) => pathToFileURL(join(folder, 'README.md'))),
]

/** A document's path from the top of the repository. */
export const nameOf = (document: URL): string => document.href.slice(root.href.length)
