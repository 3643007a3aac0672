import { camelCase } from './camel-case.ts'
import { textIn } from './text.ts'

/**
 * The members of an answer that are non-empty strings, under camelCase names. Where one of the `required` is none, a
 * text that names it; undefined where there is no object. Names are in one text, with blanks between.
 */
export function owed(
  json: Record<string, unknown> | undefined,
  required: string,
  optional = '',
): Record<string, string> | string | undefined {
  const missing = required.split(' ').find((name) => !textIn(json, name))
  if (!json || missing) return json && `${missing} is missing`
  const texts = `${required} ${optional}`.split(' ').map((name) => [name, textIn(json, name)])
  return camelCase(Object.fromEntries(texts.filter(([, text]) => text))) as Record<string, string>
}
