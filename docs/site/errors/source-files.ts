import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repositoryFolder } from '../site-folders.ts'

/** A source file of a package. */
export interface SourceFile {
  /** The package's folder, such as `core`. */
  folder: string
  /** The path below the package's `src`. */
  path: string
  tree: ts.SourceFile
}

/** The source files of all packages, without tests. */
export function readSources(): SourceFile[] {
  const packages = join(repositoryFolder, 'packages')
  return readdirSync(packages).flatMap((folder) => {
    const src = join(packages, folder, 'src')
    return readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(?!testing\/).*(?<!\.test)\.tsx?$/.test(path))
      .sort()
      .map((path) => {
        const text = readFileSync(join(src, path), 'utf8')
        return { folder, path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) }
      })
  })
}

/** A node and every node below it. */
export function nodesOf(node: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (one: ts.Node): void => {
    nodes.push(one)
    ts.forEachChild(one, visit)
  }
  visit(node)
  return nodes
}

/** The doc comment of a node as one line; empty if there is none. */
export function docsOf(node: ts.Node): string {
  const source = node.getSourceFile().text
  const comments = ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []
  const last = comments.map(({ pos, end }) => source.slice(pos, end)).findLast((text) => text.startsWith('/**'))
  return (last ?? '')
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}
