// Builds the site into docs/dist: `pnpm run docs`. `serve` serves the pages while you edit them. `--base /path/` is for a site below a path.
import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build, createServer } from 'vitepress'
import { checkLinks } from './check-links.ts'
import { drawDiagrams } from './diagrams.ts'
import { generatePages } from './generate.ts'
import { readPages } from './pages.ts'
import { sourceUrl } from './repository.ts'
import { docsFolder, repositoryFolder, siteFolder } from './site-folders.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { base: { type: 'string', default: '/' }, out: { type: 'string', default: siteFolder } },
})
const { base, out } = values

const begin = Date.now()
await generatePages()
await drawDiagrams(readPages())
if (positionals[0] === 'serve') {
  const server = await createServer(docsFolder, { base })
  await server.listen()
  server.printUrls()
} else {
  rmSync(out, { recursive: true, force: true })
  await build(docsFolder, { base, outDir: out })
  if (!existsSync(out)) throw new Error('the build wrote nothing')
  const { pages, links, broken } = checkLinks(out, base, { prefix: sourceUrl, folder: repositoryFolder })
  console.log(`${pages} pages, ${links} links followed, ${broken.length} broken, ${Date.now() - begin} ms`)
  for (const link of broken) console.error(`leads nowhere: ${link}`)
  if (broken.length) process.exitCode = 1
}
