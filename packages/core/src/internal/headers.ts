import { misuse } from './misuse.ts'
import type { Pairs } from './pairs.ts'

/** Headers to send along: a record, a list of pairs, or a `Headers`. */
export type RequestHeaders = Pairs<string>

/** The headers under lower-case names. Refuses what `fetch` would, whose own error repeats the value. */
export function headersOf(source: RequestHeaders, field: string): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(source as HeadersInit))
  } catch {
    return misuse(field, 'what a header can carry, without line breaks')
  }
}
