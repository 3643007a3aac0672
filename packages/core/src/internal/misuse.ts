/** Throws the `TypeError` for a mistake in the arguments. It names the field and the fix, never the value. */
export function misuse(field: string, fix: string): never {
  throw new TypeError(`${field}: pass ${fix}`)
}

/** Throws if the value is neither undefined nor a function. */
export function checkFunction(field: string, value: unknown): void {
  if (typeof (value ?? misuse) !== 'function') misuse(field, 'a function')
}

/** Throws if an argument is not an object, with a better message than the engine's. */
export function checkObject(field: string, value: unknown): void {
  if (Object(value) !== value) misuse(field, 'an object')
}
