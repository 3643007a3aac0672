import type { Hop } from './hop.ts'

/** The next request of a redirect, by the rules of `fetch` (Fetch standard, "HTTP-redirect fetch"). */
export function nextHop({ url, method, headers, hasBody }: Hop, status: number, location: string): Hop {
  const next: Hop = { url: nextUrl(location, url), method, headers: new Headers(headers), hasBody }
  if (status === 303 ? !/^(GET|HEAD)$/.test(method) : status < 303 && method === 'POST') {
    next.method = 'GET'
    next.hasBody = false
    drop(next.headers, /^content-(encoding|language|length|location|type)$/)
  }
  if (next.url.origin !== url.origin) drop(next.headers, /^((proxy-)?authorization|cookie|host)$/)
  return next
}

/** Removes the headers of these names. */
function drop(headers: Headers, names: RegExp): void {
  for (const name of [...headers.keys()]) if (names.test(name)) headers.delete(name)
}

function nextUrl(location: string, from: URL): URL {
  let next: URL | undefined
  try {
    next = new URL(location, from)
  } catch {}
  if (!next || !/^https?:$/.test(next.protocol)) throw new TypeError('the redirect’s target is not an http(s) URL')
  next.hash ||= from.hash
  return next
}
