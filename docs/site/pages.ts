import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docsFolder } from './site-folders.ts'

/** A page and its front matter. */
export interface PageFile {
  /** The path below `docs`, such as `guides/dpop.md`. */
  path: string
  title: string
  /** Its position in its folder. Pages without one come last, sorted by title. */
  order: number
  /** The text, including the front matter. */
  text: string
}

/** Every page below `docs`, written by hand or generated. Throws if one has no `title`. */
export function readPages(folder: string = docsFolder): PageFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist|public|\.vitepress)\//.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      const frontMatter = /^---\n(.*?)\n---\n/s.exec(text)?.[1] ?? ''
      const title = /^title: *["']?(.*?)["']? *$/m.exec(frontMatter)?.[1]
      if (!title) throw new Error(`docs/${path} has no title: start it with front matter that has "title" and "order"`)
      return { path, title, order: Number(/^order: *(\d+)/m.exec(frontMatter)?.[1] ?? Infinity), text }
    })
}
