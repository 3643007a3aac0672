import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFolder } from './site-folders.ts'

const { repository } = JSON.parse(readFileSync(join(repositoryFolder, 'package.json'), 'utf8'))

/** The page of the repository. */
export const repositoryUrl: string = repository.url.replace(/^git\+|\.git$/g, '')

/** The start of links to its files. */
export const sourceUrl: string = `${repositoryUrl}/blob/main/`
