// Writes the pages that are generated from the sources: the reference and the errors.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeErrorsPage } from './errors/errors-page.ts'
import { writeReference } from './reference.ts'
import { docsFolder, repositoryFolder } from './site-folders.ts'

const stamp = join(docsFolder, '.vitepress/cache/sources')

/** Writes the generated pages, unless the sources are unchanged. */
export async function generatePages(): Promise<void> {
  const files = globSync(['packages/*/src/**/*.ts', 'packages/*/package.json', 'docs/site/**/*.ts'], {
    cwd: repositoryFolder,
  })
  const digest = createHash('sha256')
  for (const file of files.sort()) digest.update(`${file}\n`).update(readFileSync(join(repositoryFolder, file)))
  const sources = digest.digest('hex')
  const made = ['errors.md', 'reference/index.md'].every((file) => existsSync(join(docsFolder, file)))
  if (made && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  writeErrorsPage()
  await writeReference()
  mkdirSync(join(stamp, '..'), { recursive: true })
  writeFileSync(stamp, sources)
}
