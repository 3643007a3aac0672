import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFolder } from './site-folders.ts'

const { repository } = JSON.parse(readFileSync(join(repositoryFolder, 'package.json'), 'utf8'))

/** The page of the repository. */
export const repositoryUrl: string = repository.url.replace(/^git\+|\.git$/g, '')

/** What links to its files start with. */
export const sourceUrl: string = `${repositoryUrl}/blob/main/`
