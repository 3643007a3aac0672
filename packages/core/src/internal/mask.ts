import type { Call } from './attempt.ts'
import { binaryFromText } from './base64.ts'
import { formEncode } from './form-encode.ts'

/** Masks a text. */
export type Mask = (text: unknown) => string

/**
 * A function that replaces the request's non-public values in a text with `***`: form values, header values and `secrets`, plain
 * or encoded. Values under four characters are replaced only as whole words. An error code such as `invalid_grant` is kept,
 * even if a user name equals a part of it. The time is proportional to the text's length.
 */
export function maskOf({ body, headers, secrets = [] }: Call): Mask {
  const values = [...secrets]
  // in a header such as "Bearer abc", the second word by itself is a secret too
  for (const value of Object.values({ ...headers, accept: '', 'content-type': '' })) {
    values.push(value, value.replace(/^\w+ /, ''))
  }
  if (body instanceof URLSearchParams) for (const [name, value] of body) if (!open.test(name)) values.push(value)
  const patterns = (values.filter(Boolean) as string[])
    // the longest first, or a value that is part of a longer one would leave the rest of that visible
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      // engines limit the length of a pattern, so for a long value match the beginning and mask everything after it
      const start = value.slice(0, 999)
      if (!value[3]) return `\\b${spellings(value)}\\b`
      return `(${spellings(start)}|${encoded(start)})${value[999] ? '[^]*' : ''}`
    })
  const all = new RegExp(patterns.join('|') || '(?!)', 'gi')
  return (text) => {
    const masked = `${text}`.replace(all, '***')
    return masked !== '***' && /^[a-z]+(_[a-z]+)+$/.test(`${text}`) ? `${text}` : masked
  }
}

const open = /_(type|mode|method|values|locales|age|uri)|^(client_id|scope|resource|audience|prompt|display)$/

/** A pattern for a text whose special characters may be plain, percent-encoded, or escaped for JSON. */
const spellings = (text: string): string =>
  text.replace(/[^\w.-]/gu, (character) => {
    const hex = (character.charCodeAt(0) + 65536).toString(16).slice(1)
    const percent = character < '\x7f' ? `%${hex.slice(2)}` : formEncode(character)
    return `(\\\\?\\${character}|${percent}|\\\\u${hex}|\\+)`
  })

/** A pattern for a text in base64 or base64url. */
const encoded = (text: string): string => btoa(binaryFromText(text)).replace(/\W/g, '.?')
