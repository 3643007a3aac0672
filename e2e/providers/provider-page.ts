import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { codeBlocks } from '../readme/code-blocks.ts'

const pages = new URL('../../docs/providers/', import.meta.url)
const folder = new URL('../dist/providers/', import.meta.url)

let copies = 0

/** The only code block of a page that contains `text`, as a module. Each call loads it again, with empty caches. */
export async function providerPage<Module>(page: string, text: string): Promise<Module> {
  const blocks = codeBlocks(await readFile(new URL(`${page}.md`, pages), 'utf8'))
  const found = blocks.filter(({ language, code }) => language === 'ts' && code.includes(text))
  if (found.length !== 1) throw new Error(`${page}.md has ${found.length} blocks with ${text}`)
  await mkdir(folder, { recursive: true })
  const file = new URL(`${page}-${++copies}.ts`, folder)
  await writeFile(file, found[0]?.code ?? '')
  return import(/* @vite-ignore */ file.pathname)
}
