import { misuse } from 'grantkit/internal'

/** An object as it will be after its way through JSON, which later changes of the caller's don't reach. */
export function jsonCopy(field: string, value: object | undefined): Record<string, unknown> {
  if (value === undefined) return {}
  if (Object(value) !== value || Array.isArray(value)) misuse(field, 'an object that can be JSON')
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    misuse(field, 'an object that can be JSON')
  }
}
