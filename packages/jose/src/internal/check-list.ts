import { misuse } from 'grantkit/internal/misuse'

/** Throws unless the value is a list of known names. */
export function checkList(field: string, list: unknown, known: readonly string[], mayBeEmpty = false): void {
  const isList = Array.isArray(list) && (mayBeEmpty || list.length > 0) && list.every((name) => known.includes(name))
  if (!isList) misuse(field, `a list of ${known.join(', ')}`)
}
