import { formEncode } from './form-encode.ts'
import type { Sent } from './send.ts'

/**
 * A function that blanks in a text whatever of the request is not public: a value of its form, its JSON body, what a
 * header carries, or `secret`; as it is, or in an encoding. One under four characters is blanked where it is a word.
 */
export function maskOf({ body = '', headers }: Sent, secret = ''): (text: unknown) => string {
  const values = [secret]
  // of a header such as "Bearer abc", the second word is a secret by itself
  for (const value of Object.values({ ...headers, accept: '' })) values.push(value, value.replace(/^\w+ /, ''))
  // of JSON whatever is long enough for a secret
  if (typeof body === 'string') values.push(...(body.match(/[^"\\]{8,}/g) ?? []))
  else for (const [name, value] of body) if (!open.test(name)) values.push(value)
  const secrets = values
    .flatMap((value) => {
      const encoded = formEncode(value)
      return [value, encoded, encoded.replaceAll('+', '%20'), JSON.stringify(value).slice(1, -1)]
    })
    .filter(Boolean)
    // the longest first, or one that is a part of another would leave the rest of it
    .sort((a, b) => b.length - a.length)
  const blank = (text: string, value: string): string =>
    value[3]
      ? text.replaceAll(value, '***')
      : text
          .split(/\b/)
          .map((word) => (word === value ? '***' : word))
          .join('')
  return (text) => secrets.reduce(blank, `${text}`)
}

const open = /^(grant_type|client_id|scope|resource|audience|redirect_uri)$/
