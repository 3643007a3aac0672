import { misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/** Additional headers: a record, a list of pairs, or a `Headers`. */
export type RequestHeaders = Pairs<string>

/** The headers under lower-case names. Refuses what `fetch` would, whose own error repeats the value. */
export function headersOf(source: RequestHeaders | undefined, field: string): Record<string, string> {
  const pairs = pairsOf(field, source)
  try {
    if (pairs.every(([, value]) => typeof value === 'string')) return Object.fromEntries(new Headers(pairs))
  } catch {}
  return misuse(field, 'what a header can carry')
}

type Headed = { headers?: RequestHeaders | undefined }

/** The headers without those that prove who the client is. */
export function uncredentialed({ headers }: Headed): Headed {
  const own = pairsOf('headers', headers).filter(([name]) => !/^(proxy-)?authorization$|^cookie$|^dpop$/i.test(name))
  return own.length ? { headers: own } : { headers: undefined }
}
