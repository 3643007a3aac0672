import type { Call } from './attempt.ts'
import { base64Text } from './base64.ts'
import { formEncode } from './form-encode.ts'

/** Masks a text. */
export type Mask = (text: unknown) => string

/**
 * A function that replaces by `***` whatever of the request is not public: a value of its form, what a header carries, or
 * one of its `secrets`; as it is, or in an encoding. One under four characters counts if it is a word. A code that is made of
 * words, such as `invalid_grant`, stays although a user may be called as one of them. It takes time in proportion to the
 * text's length.
 */
export function maskOf({ body, headers, secrets = [] }: Call): Mask {
  const values = [...secrets]
  // of a header such as "Bearer abc", the second word is a secret by itself
  for (const value of Object.values({ ...headers, accept: '', 'content-type': '' })) {
    values.push(value, value.replace(/^\w+ /, ''))
  }
  if (body instanceof URLSearchParams) for (const [name, value] of body) if (!open.test(name)) values.push(value)
  const patterns = (values.filter(Boolean) as string[])
    // the longest first, or one that is a part of another would leave the rest of it
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      // engines refuse patterns without bounds: of a long one the beginning is sought, and all that follows it goes
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

/** Matches a text whose special characters are as they are, percent-encoded, or escaped for JSON. */
const spellings = (text: string): string =>
  text.replace(/[^\w.-]/gu, (character) => {
    const hex = (character.charCodeAt(0) + 65536).toString(16).slice(1)
    const percent = character < '\x7f' ? `%${hex.slice(2)}` : formEncode(character)
    return `(\\\\?\\${character}|${percent}|\\\\u${hex}|\\+)`
  })

/** Matches a text in base64 or base64url. */
const encoded = (text: string): string => base64Text(text).replace(/\W/g, '.?')
