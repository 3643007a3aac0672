import { misuse } from 'grantkit/internal'
import type { Hop } from './hop.ts'

/** Where a redirect leads, and what is sent there, by the rules of `fetch` (Fetch standard, "HTTP-redirect fetch"). */
export function redirected({ url, method, headers, hasBody }: Hop, response: Response): Hop | undefined {
  const { status } = response
  if (response.type === 'opaqueredirect') {
    misuse('input', 'the address that this one redirects to: a page is not told where, and a token goes nowhere unseen')
  }
  const location = /^30[12378]$/.test(`${status}`) ? response.headers.get('location') : null
  if (location === null) return undefined
  const next: Hop = { url: nextUrl(location, url), method, headers: new Headers(headers), hasBody }
  if (status === 303 ? !/^(GET|HEAD)$/.test(method) : status < 303 && method === 'POST') {
    next.method = 'GET'
    next.hasBody = false
    for (const name of ofBody) next.headers.delete(name)
  }
  if (next.url.origin !== url.origin) for (const name of ofOrigin) next.headers.delete(name)
  return next
}

const ofBody = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']
const ofOrigin = ['authorization', 'cookie', 'host', 'proxy-authorization']

function nextUrl(location: string, from: URL): URL {
  let next: URL | undefined
  try {
    next = new URL(location, from)
  } catch {}
  if (!next || !/^https?:$/.test(next.protocol))
    throw new TypeError('the redirect leads nowhere that fetch could follow')
  next.hash ||= from.hash
  return next
}
