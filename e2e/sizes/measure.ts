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
  /** The size that is compared with the budget: the larger of the two after gzip. */
  gzip: number
}

/** The imports of a program: some names of a module, or all. */
export type Imports = Readonly<Record<string, readonly string[] | '*'>>

/** The source of a program with only these imports. */
export function programOf(imports: Imports): string {
  const lines = Object.entries(imports).map(([module, names]) => {
    return `export ${names === '*' ? '*' : `{ ${names.join(', ')} }`} from '${module}'`
  })
  return lines.join('\n')
}

/** Bundles the imports. */
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
