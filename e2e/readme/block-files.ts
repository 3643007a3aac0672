import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'
import { documents, nameOf } from './documents.ts'

/** A code block, and the file that it is written to. */
export interface BlockFile extends CodeBlock {
  /** Its position: `DOCUMENT:LINE`. */
  name: string
  /** The absolute path of the file. */
  path: string
  /** The name of its document. */
  document: string
  /** Whether another block of the page imports it. */
  imported: boolean
}

const scripts = ['ts', 'tsx', 'js']
const markup = ['html', 'vue', 'svelte']
const inner = /<script\b(?![^>]*\bsrc=)([^>]*)>\n?(.*?)<\/script>/gs

/** Writes the scripts of all documents into `folder`, one folder for each document, and returns them. */
export function writeBlocks(folder: URL): BlockFile[] {
  rmSync(folder, { recursive: true, force: true })
  return documents.flatMap((document) => {
    const name = nameOf(document)
    const blocks = codeBlocks(readFileSync(document, 'utf8')).flatMap(scriptsOf)
    const place = join(fileURLToPath(folder), name.replace(/\.md$/, '').replace(/[^\w/-]/g, '-'))
    return blocks.map((block) => {
      const path = join(place, block.file ?? `line-${block.line}.${block.language}`)
      mkdirSync(dirname(path), { recursive: true })
      // made a module, so that its names don't conflict with those of other blocks
      const isModule = block.language === 'js' || /^(import|export)\b/m.test(block.code)
      writeFileSync(path, isModule ? block.code : `${block.code}\nexport {}\n`)
      const imported = block.file !== undefined && blocks.some(({ code }) => importsFile(code, block.file ?? ''))
      return { ...block, name: `${name}:${block.line}`, path, document: name, imported }
    })
  })
}

/** The block itself, or the scripts inside it, which are type-checked only. */
function scriptsOf(block: CodeBlock): CodeBlock[] {
  if (scripts.includes(block.language)) return [block]
  if (!markup.includes(block.language)) return []
  return [...block.code.matchAll(inner)].map(([, attributes = '', code = ''], index) => {
    const { file, ...rest } = block
    const language = /\blang="ts"/.test(attributes) ? 'ts' : 'js'
    const own = { ...rest, code, language, notRun: block.notRun ?? `part of ${block.language}` }
    // in the same folder as the others, which may import it by its name
    return file || index ? { ...own, file: `${file ?? `line-${block.line}`}-${index}.${language}` } : own
  })
}

const importsFile = (code: string, file: string): boolean =>
  [...code.matchAll(/(?:from|import)\s*\(?\s*['"]\.{1,2}\/([^'"]+)['"]/g)].some(([, path = '']) =>
    file.replace(/\.\w+$/, '').endsWith(path.replace(/\.\w+$/, '').replace(/^(\.\.\/)+/, '')),
  )
