import { misuse } from 'grantkit/internal/misuse'
import { isJsonObject } from './is-json-object.ts'

/** A copy of an object, made through JSON. Later changes by the caller don't affect it. */
export function jsonCopy(field: string, value: object | undefined): Record<string, unknown> {
  if (value === undefined) return {}
  try {
    if (isJsonObject(value)) return JSON.parse(JSON.stringify(value))
  } catch {}
  misuse(field, 'an object that can be JSON')
}
