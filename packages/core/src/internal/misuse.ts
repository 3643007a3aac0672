/** Throws the `TypeError` that every mistake of a caller's ends in: it names the field and the fix, never the value. */
export function misuse(field: string, fix: string): never {
  throw new TypeError(`${field}: pass ${fix}`)
}

/** Refuses an argument that is no object, before an engine says so in its own words. */
export function checkObject(field: string, value: unknown): void {
  if (Object(value) !== value) misuse(field, 'an object')
}
