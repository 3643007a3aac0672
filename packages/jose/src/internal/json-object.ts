import { JoseError } from '../jose-error.ts'
import { decodeText } from '../jws/base64url.ts'
import { isJsonObject } from './is-json-object.ts'

/**
 * Decodes a JSON object from base64url. Refuses an object with a duplicate name, because parsers differ in which of the two values
 * they use (RFC 7515 section 4, RFC 7519 section 4).
 */
export function jsonObject(encoded: string, part: string): Record<string, unknown> {
  let value: unknown
  let doubled: boolean | undefined
  try {
    const text = decodeText(encoded)
    const parsed = JSON.parse(text)
    // nearly all tokens are written exactly as JSON.stringify does, so names are seldom counted
    const written = JSON.stringify(parsed)
    doubled = written !== text && namesIn(written) !== namesIn(text)
    value = parsed
  } catch {}
  if (!isJsonObject(value)) throw new JoseError('jwt_malformed', `its ${part} is not a JSON object`)
  if (doubled) throw new JoseError('jwt_malformed', `its ${part} has a duplicate name`)
  return value
}

/** The number of member names in a JSON text. */
function namesIn(text: string): number {
  const strings = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?/g) ?? []
  return strings.filter((string) => string.endsWith(':')).length
}
