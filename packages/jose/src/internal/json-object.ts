import { JoseError } from '../jose-error.ts'
import { decodeText } from '../jws/base64url.ts'
import { isJsonObject } from './is-json-object.ts'

/**
 * The JSON object in base64url. One with a name twice is refused, for readers differ in which of the two they take
 * (RFC 7515 section 4, RFC 7519 section 4).
 */
export function jsonObject(encoded: string, part: string): Record<string, unknown> {
  let value: unknown
  let doubled = false
  try {
    const text = decodeText(encoded)
    const parsed = JSON.parse(text)
    // nearly all are written as they would be here, so counting is seldom needed
    doubled = JSON.stringify(parsed) !== text && namesIn(text) !== namesOf(parsed)
    value = parsed
  } catch {}
  if (!isJsonObject(value)) throw new JoseError('jwt_malformed', `its ${part} is no JSON object`)
  if (doubled) throw new JoseError('jwt_malformed', `its ${part} has a name twice`)
  return value
}

/** How many names of members are written in a JSON text. */
function namesIn(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:)?/g)) if (colon) count++
  return count
}

/** How many names of members are left once it is read. */
function namesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  return members.reduce((sum, member) => sum + namesOf(member), Array.isArray(value) ? 0 : members.length)
}
