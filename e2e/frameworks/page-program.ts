import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeBlocks } from '../readme/code-blocks.ts'

const folder = fileURLToPath(new URL('../dist/frameworks/', import.meta.url))
let copies = 0

/** The files of a page about a framework. The returned function imports one of them. Each call loads the modules again. */
export async function pageProgram(page: string): Promise<<Module>(file: string) => Promise<Module>> {
  const text = await readFile(new URL(`../../docs/frameworks/${page}.md`, import.meta.url), 'utf8')
  const place = join(folder, `${page}-${++copies}`)
  await mkdir(place, { recursive: true })
  const files = codeBlocks(text).filter(({ file, notChecked }) => file && !notChecked)
  for (const { file = '', code } of files) await writeFile(join(place, file), code)
  return (file) => import(/* @vite-ignore */ join(place, file))
}
