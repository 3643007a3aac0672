import { base64Text } from './base64.ts'
import { formEncode } from './form-encode.ts'
import type { Sent } from './send.ts'

/** Masks a text. */
export type Mask = (text: unknown) => string

/**
 * A function that replaces by `***` whatever of the request is not public: a value of its form, what a header carries, or
 * one of `secrets`; as it is, or in an encoding. One under four characters counts where it is a word. It takes time in
 * proportion to the text's length.
 */
export function maskOf({ body, headers }: Sent, secrets: readonly (string | undefined)[]): Mask {
  // of a header such as "Bearer abc", the second word is a secret by itself
  const carried = Object.values({ ...headers, accept: '', 'content-type': '' })
  const values = [...secrets, ...carried, ...carried.map((value) => value.replace(/^\w+ /, ''))]
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
  return (text) => `${text}`.replace(all, '***')
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
