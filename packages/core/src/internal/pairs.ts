import { misuse } from './misuse.ts'

/** Names with values: a record, or anything that iterates over pairs, as a list, URLSearchParams and Headers do. */
export type Pairs<Value> = Readonly<Record<string, Value>> | Iterable<readonly [string, string]>

/** The pairs of `source`, in order; none if it is left out. */
export function pairsOf<Value>(field: string, source: Pairs<Value> = []): [string, Value | string][] {
  const given = Object(source)
  const pairs: [string, Value | string][] = given[Symbol.iterator] ? [...given] : Object.entries(given)
  if (given !== source || pairs.some((pair) => pair?.length !== 2 || !`${pair[0]}`.trim())) {
    misuse(field, 'a record or pairs')
  }
  return pairs
}
