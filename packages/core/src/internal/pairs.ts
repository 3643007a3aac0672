/** Names with values: a record, or anything that iterates over pairs, as a list, URLSearchParams and Headers do. */
export type Pairs<Value> = Readonly<Record<string, Value>> | Iterable<readonly [string, string]>

/** The pairs of `source`, in order; none where it is left out. */
export function pairsOf<Value>(source: Pairs<Value> = []): [string, Value | string][] {
  return Symbol.iterator in source ? [...(source as Iterable<[string, string]>)] : Object.entries(source)
}
