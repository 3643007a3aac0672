/** Throws the `TypeError` for a mistake in the arguments. It names the field and the fix, never the value. */
export function misuse(field: string, fix: string): never {
  throw new TypeError(`${field}: pass ${fix}`)
}

/** Throws if the value is neither undefined nor a function. */
export function checkFunction(field: string, value: unknown = misuse): void {
  if (typeof value !== 'function') misuse(field, 'a function')
}

/** Throws if an argument is not an object, with a better message than the engine's. */
export function checkObject(field: string, value: unknown): void {
  if (Object(value) !== value) misuse(field, 'an object')
}

/** Refuses what is neither left out nor an AbortSignal, such as the `false` of `wanted && signal`. */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  if (signal != null && !signal.throwIfAborted) misuse('signal', 'an AbortSignal')
}

/** Refuses what is neither left out nor one of these words: a misspelled one would turn off what it stands for. */
export function checkChoice(field: string, value: string | undefined, ...choices: string[]): void {
  if (value !== undefined && !choices.includes(value)) misuse(field, choices.join(' or '))
}

/** Refuses what is neither left out nor a boolean: a `null` would turn off what it stands for. */
export function checkFlag(field: string, value: unknown = true): void {
  if (typeof value !== 'boolean') misuse(field, 'true or false')
}

/** Refuses a name, such as an issuer, that is no text but left out: as a URL it would differ from itself. */
export function checkName(field: string, name: unknown): void {
  if (typeof (name ?? field) !== 'string') misuse(field, 'a string')
}
