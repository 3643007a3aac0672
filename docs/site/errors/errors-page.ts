import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { grouped } from '../grouped.ts'
import { docsFolder } from '../site-folders.ts'
import { codesOf } from './code-lists.ts'
import { callsOf, textsOf } from './messages.ts'
import { codeLists } from './remedies.ts'
import { platformErrors, serverErrors } from './server-errors.ts'
import { readSources, type SourceFile } from './source-files.ts'
import { typeErrorTexts } from './type-errors.ts'

const packageName = (folder: string): string => (folder === 'core' ? 'grantkit' : `@grantkit/${folder}`)
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{{', '&#123;{')
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

/** Writes `docs/errors.md` from the sources. Throws for a code without a remedy, and for a remedy without a code. */
export function writeErrorsPage(): void {
  writeFileSync(join(docsFolder, 'errors.md'), errorsPage(readSources()))
}

/** The text of the page: every code and every `TypeError` message, with its meaning and what to do. */
export function errorsPage(sources: readonly SourceFile[]): string {
  const lists = codeLists.map(({ source, title, where, remedies }) => {
    const codes = codesOf(sources, source)
    const missing = codes.filter(({ code }) => !remedies[code]).map(({ code }) => code)
    const unknown = Object.keys(remedies).filter((code) => !codes.some((each) => each.code === code))
    if (missing.length || unknown.length)
      throw new Error(`${source} in docs/site/errors/remedies.ts: add ${missing.join()}; remove ${unknown.join()}`)
    const messages = source === 'JoseErrorCode' ? joseMessages(sources) : undefined
    const rows = codes.map(({ code, meaning }) => [
      `\`${code}\``,
      [meaning, ...(messages?.get(code) ?? []).map((text) => `“${text}”`)].filter(Boolean).join('<br>'),
      remedies[code] ?? '',
    ])
    const text = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
    return `## ${title} {#${source}}\n\n${where}\n\n| code | meaning | what to do |\n| --- | --- | --- |\n${text}\n`
  })
  const server = Object.entries(serverErrors).map(([title, errors]) => {
    const rows = errors.map(({ code, meaning, remedy, section }) => [`\`${code}\``, `${meaning} (${section})`, remedy])
    return `### ${title}\n\n${table(['`error`', 'meaning', 'what to do'], rows)}\n`
  })
  const platform = platformErrors.map(({ message, meaning, remedy }) => [`\`${message}\``, meaning, remedy])
  const mistakes = [...grouped(typeErrorTexts(sources), ({ folder }) => folder)].sort().map(([folder, texts]) => {
    const rows = texts.map(({ field, fix, about }) => [
      field ? `\`${field}: ${fix.startsWith('put ') ? '' : 'pass '}${fix}\`` : `\`${fix}\``,
      about,
    ])
    return `### Of ${packageName(folder)}\n\n${table(['message', 'meaning'], rows)}\n`
  })
  return `---
title: Errors
order: 70
---

# Errors

Search this page for the message or the code that you see. It is made from the sources, so it has all of them.

A function that calls a server returns a failure and doesn't throw: check \`isError\`, or wrap the call in \`orThrow\`. No message contains a secret, so you can log them.

## The server's error codes: \`error\` {#server}

The server's own words are in \`error\` and \`errorDescription\`. Servers also have their own codes.

${server.join('\n')}
${lists.join('\n')}
## The platform's errors {#platform}

The code is \`network\`, and these texts are in \`errorDescription\` or \`exception\`.

${table(['message', 'meaning', 'what to do'], platform)}

## Mistakes in the arguments: \`TypeError\` {#TypeError}

They are thrown before a request is sent. The message names the field, then what to pass: that is what to do. It never contains the value. In this list, \`‹name›\` stands for a text that depends on the call.

${mistakes.join('\n')}`
}

/** The messages of each code of a `JoseError`. */
function joseMessages(sources: readonly SourceFile[]): Map<string, string[]> {
  const thrown = callsOf(sources, 'JoseError').map(({ call }) => ({
    codes: textsOf(call.arguments?.[0]),
    texts: textsOf(call.arguments?.[1]),
  }))
  const claims = callsOf(sources, 'claimError').map(({ call }) => ({
    codes: textsOf(call.arguments?.[0]),
    texts: claimTexts(call.arguments?.[1], call.arguments?.[2]),
  }))
  const helpers = [
    { name: 'missing', code: 'claim_missing', why: 'is missing' },
    { name: 'invalid', code: 'claim_invalid', why: '' },
    { name: 'mismatch', code: 'claim_mismatch', why: 'is not the one expected' },
  ].flatMap(({ name, code, why }) =>
    callsOf(sources, name).map(({ call }) => ({
      codes: [code],
      texts: claimTexts(call.arguments?.[0], call.arguments?.[1], why),
    })),
  )
  const messages = new Map<string, string[]>()
  for (const { codes, texts } of [...thrown, ...claims, ...helpers])
    for (const code of codes)
      messages.set(
        code,
        [...new Set([...(messages.get(code) ?? []), ...texts])].filter((text) => !/^[‹›\w ]*›$/.test(text)),
      )
  return messages
}

/** A claim's name and what is wrong with it. */
const claimTexts = (claim: ts.Node | undefined, why: ts.Node | undefined, standard = ''): string[] =>
  textsOf(claim).flatMap((name) => (why ? textsOf(why) : [standard]).map((text) => `${name} ${text}`))
