import { misuse } from 'grantkit/internal/misuse'

/** Refuses what lacks one of the methods, which are named as in "get, set and delete". */
export function checkMethods(field: string, value: unknown, methods: string): void {
  for (const name of methods.split(/, | and /))
    if (typeof Object(value)[name] !== 'function') misuse(field, `an object with ${methods}`)
}
