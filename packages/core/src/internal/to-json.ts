import { misuse } from './misuse.ts'

/** An object as JSON. Throws a `TypeError` if it is not an object, or contains itself. */
export function toJson(field: string, value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(Object(value) === value ? value : undefined)
  } catch {}
  return text ?? misuse(field, 'an object that can be JSON')
}
