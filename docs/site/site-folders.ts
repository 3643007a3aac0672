import { fileURLToPath } from 'node:url'

/** The top of the repository. */
export const repositoryFolder: string = fileURLToPath(new URL('../../', import.meta.url))

/** Where the pages are. */
export const docsFolder: string = fileURLToPath(new URL('../', import.meta.url))

/** Where the build puts the site. */
export const siteFolder: string = fileURLToPath(new URL('../dist/', import.meta.url))

/** Where the build puts the pictures that it draws, for VitePress to copy. */
export const diagramFolder: string = fileURLToPath(new URL('../public/diagrams/', import.meta.url))
