import { misuse } from './misuse.ts'

/** Names with values: a record, or an iterable of pairs such as a list, URLSearchParams or Headers. */
export type Pairs<Value> = Readonly<Record<string, Value>> | Iterable<readonly [string, string]>

/** The pairs of `source`, in order; empty if it is undefined. */
export function pairsOf<Value>(field: string, source: Pairs<Value> = []): [string, Value | string][] {
  const given = Object(source)
  const pairs: [string, Value | string][] = given[Symbol.iterator] ? [...given] : Object.entries(given)
  if (given !== source || pairs.some((pair) => pair?.length !== 2 || !`${pair[0]}`.trim())) {
    misuse(field, 'a record or pairs')
  }
  return pairs
}
