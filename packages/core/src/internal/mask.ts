import type { Sent } from './send.ts'

/**
 * A function that blanks whatever of the request is not public out of a text: the values of its form or its JSON body,
 * what its headers carry, and `secret`. Anything under four characters stays, for it would blank ordinary words.
 */
export function maskOf({ body = '', headers }: Sent, secret = ''): (text: unknown) => string {
  const values = [secret]
  if (typeof body === 'string') values.push(body)
  else for (const [name, value] of body) if (!open.test(name)) values.push(value)
  for (const name in headers) if (name !== 'accept') values.push(headers[name]!.replace(/^\w+ /, ''))
  const secrets = values
    .flatMap((value) => [value, `${new URLSearchParams({ '': value })}`.slice(1)])
    .filter((value) => value.length > 3)
    // the longest first: none is left in part because another is a part of it
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, value) => masked.replaceAll(value, '***'), `${text}`)
}

const open = /^(grant_type|client_id|scope|resource|audience|redirect_uri)$/
