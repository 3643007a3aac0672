import { misuse } from './misuse.ts'

/** Names with values: a record, or anything that iterates over pairs, as a list, URLSearchParams and Headers do. */
export type Pairs<Value> = Readonly<Record<string, Value>> | Iterable<readonly [string, string]>

/** The pairs of `source`, in order; none if it is left out. */
export function pairsOf<Value>(field: string, source: Pairs<Value> = []): [string, Value | string][] {
  const pairs = Object(source)[Symbol.iterator] ? [...(source as [])] : Object.entries(source)
  if (Object(source) !== source || pairs.some((pair) => pair?.length !== 2 || !`${pair[0]}`.trim())) {
    misuse(field, 'a record or pairs')
  }
  return pairs
}
