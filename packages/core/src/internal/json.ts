import type { Answer } from './answer.ts'
import type { Quirk } from './response.ts'

/**
 * The object in a response body: JSON, or a form with an `access_token` or `error`. Undefined for anything else. Ignores the
 * content type, which is often wrong. Adds the tolerated deviations to `quirks`.
 */
export function jsonOf(
  { raw, headers }: Pick<Answer, 'raw' | 'headers'>,
  quirks: Quirk[],
): Record<string, unknown> | undefined {
  const text = raw[0] === '\ufeff' ? raw.slice(1) : raw
  try {
    const value = JSON.parse(text)
    if (Object(value) !== value || Array.isArray(value)) return undefined
    if (text !== raw) quirks.push('byte-order-mark')
    if (!/[/+]json\b/i.test(headers['content-type']!)) quirks.push('content-type')
    return value
  } catch {
    const form = text.trim()
    // no spaces, quotes or brackets: a page with a link such as ?a&error=b is not a form
    if (/[\s"<>]/.test(form) || !/(^|&)(access_token|error)=/.test(form)) return undefined
    quirks.push('form-encoded')
    return Object.fromEntries(new URLSearchParams(form))
  }
}
