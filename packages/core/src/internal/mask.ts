import { formEncode } from './form-encode.ts'
import type { Sent } from './send.ts'

/**
 * A function that blanks in a text whatever of the request is not public: a value of its form, its JSON
 * body, what a header carries, or `secret`. Under four characters it may be a part of any word, and is let be.
 */
export function maskOf({ body = '', headers }: Sent, secret = ''): (text: unknown) => string {
  const values = [secret, ...Object.values({ ...headers, accept: '' })]
  // of JSON whatever is long enough for a secret
  if (typeof body === 'string') values.push(...(body.match(/[^"\\]{8,}/g) ?? []))
  else for (const [name, value] of body) if (!open.test(name)) values.push(value)
  const secrets = values
    // of a header such as "Bearer abc", the second word is a secret by itself
    .flatMap((value) => [value, value.replace(/^\w+ /, ''), formEncode(value)])
    .filter((value) => value[3])
    // the longest first, or one that is a part of another would leave the rest of it
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, value) => masked.replaceAll(value, '***'), `${text}`)
}

const open = /^(grant_type|client_id|scope|resource|audience|redirect_uri)$/
