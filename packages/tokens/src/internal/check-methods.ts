import { misuse } from 'grantkit/internal/misuse'

/** Throws if one of the methods is missing; `methods` is a text such as "get, set and delete". */
export function checkMethods(field: string, value: unknown, methods: string): void {
  for (const name of methods.split(/, | and /))
    if (typeof Object(value)[name] !== 'function') misuse(field, `an object with ${methods}`)
}
