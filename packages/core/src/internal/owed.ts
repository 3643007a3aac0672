import { camelCase } from './camel-case.ts'
import { textIn } from './text.ts'

/**
 * The members of an answer that are non-empty strings, under camelCase names. Where one of the `required` is none, a
 * text that names it; undefined where there is no object.
 */
export function owed(
  json: Record<string, unknown> | undefined,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, string> | string | undefined {
  if (!json) return undefined
  const texts: Record<string, string> = {}
  for (const name of [...required, ...optional]) {
    const text = textIn(json, name)
    if (text) texts[name] = text
    else if (required.includes(name)) return `${name} is missing`
  }
  return camelCase(texts) as Record<string, string>
}
