import { misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/** Headers to send along: a record, a list of pairs, or a `Headers`. */
export type RequestHeaders = Pairs<string>

/** Sets a header that `fetch` will take; its own error for one it won't take would repeat the value. */
export function setHeader(headers: Record<string, string>, name: string, value: unknown, field: string): void {
  try {
    new Headers([[name, value as string]])
  } catch {
    value = undefined
  }
  if (typeof value !== 'string') misuse(field, 'a string that a header can carry, without line breaks')
  headers[name.toLowerCase()] = value
}

/** The caller's headers under lower-case names, on top of `Accept: application/json`, which causes no CORS preflight. */
export function headersOf(source: RequestHeaders | undefined): Record<string, string> {
  const headers = { accept: 'application/json' }
  for (const [name, value] of pairsOf('headers', source)) setHeader(headers, name, value, `headers.${name}`)
  return headers
}
