import { fileURLToPath } from 'node:url'

/** The root folder of the repository. */
export const repositoryFolder: string = fileURLToPath(new URL('../../', import.meta.url))

/** The folder of the pages. */
export const docsFolder: string = fileURLToPath(new URL('../', import.meta.url))

/** The output folder of the build. */
export const siteFolder: string = fileURLToPath(new URL('../dist/', import.meta.url))

/** The folder for the pictures that the build draws. VitePress copies them. */
export const diagramFolder: string = fileURLToPath(new URL('../public/diagrams/', import.meta.url))
