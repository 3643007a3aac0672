import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMermaidRenderer } from 'mermaid-isomorphic'
import { chromiumOptions } from '../../e2e/setup/launch.mjs'
import type { PageFile } from './pages.ts'
import { diagramFolder } from './site-folders.ts'

const themes = { light: 'default', dark: 'dark' } as const

/** The colour schemes of each diagram. */
export const colorSchemes = Object.keys(themes) as (keyof typeof themes)[]

/** The name of the picture of a mermaid text, without the colour scheme. */
export const diagramName = (code: string): string => createHash('sha256').update(code).digest('hex').slice(0, 16)

/** The file of a diagram's picture. */
export const diagramFile = (code: string, scheme: keyof typeof themes): string => `${diagramName(code)}-${scheme}.svg`

/** The text of a diagram for screen readers: its `accTitle`. Throws if there is none. */
export function diagramTitle(code: string): string {
  const title = /^\s*accTitle: *(.+)$/m.exec(code)?.[1]
  if (!title) throw new Error(`a diagram has no accTitle, which screen readers need: ${code.slice(0, 80)}`)
  return title
}

/** Draws each mermaid block of the pages, light and dark, into the folder of pictures. Skips existing pictures. */
export async function drawDiagrams(pages: readonly PageFile[]): Promise<void> {
  const codes = pages.flatMap(({ text }) =>
    [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, code = '']) => code),
  )
  for (const code of codes) diagramTitle(code)
  mkdirSync(diagramFolder, { recursive: true })
  const wanted = new Set(codes.flatMap((code) => colorSchemes.map((scheme) => diagramFile(code, scheme))))
  for (const file of readdirSync(diagramFolder)) if (!wanted.has(file)) rmSync(join(diagramFolder, file))

  const missing = [...new Set(codes)].filter((code) =>
    colorSchemes.some((scheme) => !existsSync(join(diagramFolder, diagramFile(code, scheme)))),
  )
  if (missing.length === 0) return
  const { executablePath = '', args = [] } = chromiumOptions
  const render = createMermaidRenderer({ launchOptions: { executablePath, args } })
  for (const scheme of colorSchemes) {
    const drawn = await render(missing, {
      mermaidConfig: { theme: themes[scheme], fontFamily: 'Arial, Helvetica, sans-serif', htmlLabels: false },
    })
    for (const [index, result] of drawn.entries()) {
      const code = missing[index] ?? ''
      if (result.status === 'rejected') throw new Error(`a diagram can't be drawn: ${result.reason}\n${code}`)
      writeFileSync(join(diagramFolder, diagramFile(code, scheme)), result.value.svg)
    }
  }
}
