/** A fenced block of a Markdown text. */
export interface CodeBlock {
  language: string
  /** The file's name, from brackets after the language, such as `ts [server.ts]`. Other blocks of the page can import it. */
  file?: string
  code: string
  /** Where it starts, counted from 1. */
  line: number
  /** Why it isn't run, though it is type-checked: from `<!-- not run: REASON -->` in the line above it. */
  notRun?: string
  /** Why it is neither type-checked nor run: from `<!-- not checked: REASON -->`. */
  notChecked?: string
  /** The runtime that runs it in place of Node: from `<!-- run in: deno -->`. */
  runIn?: string
}

const fence = /^(?:<!-- (not run|not checked|run in): ([^\n]+?) -->\n+)?^```(\w+)([^\n]*)\n(.*?)^```$/gms

/** The fenced blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(fence)].map((match) => {
    const [all, note, text = '', language = '', info = '', code = ''] = match
    const before = markdown.slice(0, match.index) + all.slice(0, all.indexOf('```'))
    const file = /\[([^\]]+)\]/.exec(info)?.[1]
    return {
      language,
      ...(file && { file }),
      code,
      line: before.split('\n').length,
      ...(note === 'not run' && { notRun: text }),
      ...(note === 'not checked' && { notChecked: text }),
      ...(note === 'run in' && { runIn: text }),
    }
  })
}

/** The lines of fences that `codeBlocks` doesn't know: indented, or without a language. */
export function unknownFences(markdown: string): number[] {
  return markdown
    .replaceAll(fence, (all) => all.replaceAll(/[^\n]/g, ''))
    .split('\n')
    .flatMap((line, index) => (/^\s*(```|~~~)/.test(line) ? [index + 1] : []))
}
