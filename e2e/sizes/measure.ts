import { gzipSync } from 'node:zlib'
import type { Bundle } from './bundle.ts'
import { bundle } from './bundle.ts'

export interface Size {
  min: number
  gzip: number
}

/** A bundle of some of a library's names, with its sizes. */
export interface Measured extends Bundle {
  byEsbuild: Size
  byRollup: Size
  /** What a budget looks at: the larger of the two after gzip. */
  gzip: number
}

/** What a program imports: some names of a module, or all of them. */
export type Imports = Readonly<Record<string, readonly string[] | '*'>>

/** A program that imports this, and nothing else. */
export function programOf(imports: Imports): string {
  const lines = Object.entries(imports).map(([module, names]) => {
    return `export ${names === '*' ? '*' : `{ ${names.join(', ')} }`} from '${module}'`
  })
  return lines.join('\n')
}

/** Bundles what is imported. */
export async function measure(imports: Imports): Promise<Measured> {
  const built = await bundle(programOf(imports), Object.values(imports).includes('*'))
  const byEsbuild = sizeOf(built.esbuild)
  const byRollup = sizeOf(built.rollup)
  return { ...built, byEsbuild, byRollup, gzip: Math.max(byEsbuild.gzip, byRollup.gzip) }
}

export function sizeOf(code: string): Size {
  const bytes = Buffer.from(code)
  return { min: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
}
