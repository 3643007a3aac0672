import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { colorSchemes, diagramFile, diagramTitle } from './diagrams.ts'
import { diagramFolder } from './site-folders.ts'

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)

/** Replaces mermaid blocks by the pictures of the build, and shows the file name of a block such as `ts [server.ts]`. */
export function extendMarkdown(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index] ?? {}
    if (info.trim() === 'mermaid') return pictureOf(content)
    const block = fence?.(tokens, index, ...rest) ?? ''
    const inGroup = tokens.slice(0, index).findLast(({ type }) => type.startsWith('container_code-group'))
    const name = /\[(.+)\]/.exec(info)?.[1]
    return name && inGroup?.type !== 'container_code-group_open'
      ? `<div class="file-name">${escaped(name)}</div>${block}`
      : block
  }
}

function pictureOf(code: string): string {
  const alt = escaped(diagramTitle(code))
  const pictures = colorSchemes.map((scheme) => {
    const file = diagramFile(code, scheme)
    if (!existsSync(join(diagramFolder, file))) throw new Error('a diagram is not drawn yet: run `pnpm run docs`')
    return `<img class="diagram-${scheme}" src="/diagrams/${file}" alt="${alt}" loading="lazy">`
  })
  return `<figure class="diagram">${pictures.join('')}</figure>\n`
}
