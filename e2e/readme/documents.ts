import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publishedPackages } from '../packaging/published-packages.ts'

const root = new URL('../../', import.meta.url)
const site = new URL('docs/', root)

/** The READMEs of the repository and of each package. */
export const readmes: URL[] = [
  new URL('README.md', root),
  new URL('CONTRIBUTING.md', root),
  ...publishedPackages.map(({ folder }) => pathToFileURL(join(folder, 'README.md'))),
]

/** The hand-written pages of the site. */
export const sitePages: URL[] = readdirSync(site, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !/^(reference|dist|node_modules|public)\/|^errors\.md$/.test(path))
  .sort()
  .map((path) => new URL(path, site))

/** The documents whose code is tested. */
export const documents: URL[] = [...readmes, ...sitePages]

/** A document's path in the repository. */
export const nameOf = (document: URL): string => document.href.slice(root.href.length)
