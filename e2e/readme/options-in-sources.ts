import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An option. */
export interface Option {
  /** The interface that declares it. */
  of: string
  name: string
  /** The default, if its docs name a plain value. */
  standard?: string
}

const asked =
  /^export interface (\w*(?:Settings|Options|Policy|Request|Expectation|Trust|Decryption))\b[^{]*\{\n(.*?)^\}/gms
const member = /^ {2}(?:\/\*\*((?:(?!\*\/).)*)\*\/\n {2})?(\w+)\?:/gms
const plain = /@default ('[^']*'|\d+|true|false)(?=[\s,*]|$)/

/** The optional members of all arguments of a package's functions, from its sources. */
export function optionsInSources(folder: string): Option[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!testing).*(?<!\.test)\.ts$/.test(file),
  )
  return files.flatMap((file) => {
    const interfaces = readFileSync(join(folder, file), 'utf8').matchAll(asked)
    return [...interfaces].flatMap(([, of = '', body = '']) =>
      [...body.matchAll(member)].map(([, docs = '', name = '']) => {
        const standard = plain.exec(docs)?.[1]?.replaceAll("'", '')
        return { of, name, ...(standard && { standard }) }
      }),
    )
  })
}
