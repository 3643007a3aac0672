import { misuse } from './misuse.ts'

/** An object as JSON; a `TypeError` if it isn't one, or contains itself. */
export function toJson(field: string, value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(Object(value) === value ? value : undefined)
  } catch {}
  return text ?? misuse(field, 'an object that can be JSON')
}
