import { misuse } from './misuse.ts'

/** A number of seconds, as text for a form; undefined if there is none. */
export function wholeSeconds(field: string, value: number | undefined, least: number): string | undefined {
  if (value === undefined) return undefined
  if (!(Number.isInteger(value) && value >= least)) misuse(field, `whole seconds from ${least}`)
  return `${value}`
}
