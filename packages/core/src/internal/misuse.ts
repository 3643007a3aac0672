/** Throws the `TypeError` that every mistake of a caller's ends in: it names the field and the fix, never the value. */
export function misuse(field: string, fix: string): never {
  throw new TypeError(`${field}: pass ${fix}`)
}

/** Refuses what is neither left out nor a function. */
export function checkFunction(field: string, value: unknown): void {
  if (typeof (value ?? misuse) !== 'function') misuse(field, 'a function')
}

/** Refuses an argument that is no object, before an engine says so in its own words. */
export function checkObject(field: string, value: unknown): void {
  if (Object(value) !== value) misuse(field, 'an object')
}
