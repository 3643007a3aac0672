import { misuse } from 'grantkit/internal/misuse'
import { isJsonObject } from './is-json-object.ts'

/** An object as it will be after its way through JSON, which later changes of the caller's don't reach. */
export function jsonCopy(field: string, value: object | undefined): Record<string, unknown> {
  if (value === undefined) return {}
  try {
    if (isJsonObject(value)) return JSON.parse(JSON.stringify(value))
  } catch {}
  misuse(field, 'an object that can be JSON')
}
