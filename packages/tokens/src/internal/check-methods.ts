import { misuse } from 'grantkit/internal'

/** Refuses what lacks one of these methods, and says what to pass. */
export function checkMethods(field: string, value: unknown, methods: readonly string[], fix?: string): void {
  if (methods.some((name) => typeof (Object(value) as Record<string, unknown>)[name] !== 'function'))
    misuse(field, fix ?? `an object with ${methods.join(', ').replace(/, (\w+)$/, ' and $1')}`)
}

/** Refuses what is no function, if it is there. */
export function checkFunction(field: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') misuse(field, 'a function')
}
