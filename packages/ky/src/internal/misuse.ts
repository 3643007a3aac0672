/** Throws the `TypeError` that every mistake of a caller's ends in: it names the field and the fix, never the value. */
export function misuse(field: string, fix: string): never {
  throw new TypeError(`${field}: pass ${fix}`)
}
