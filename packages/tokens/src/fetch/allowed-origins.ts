import { misuse } from 'grantkit/internal/misuse'

/** Tells whether a token may be sent to a URL. */
export type IsAllowed = (url: URL) => boolean

/**
 * Checks URLs against `origins`. Each origin is an absolute URL. If it has a path, the URL's path must begin with it, segment
 * by segment. URLs are compared after parsing, never as text.
 */
export function allowedOrigins(origins: readonly (string | URL)[], allowInsecureHttp: boolean): IsAllowed {
  if (!Array.isArray(origins)) misuse('origins', `a list of URLs, such as ['https://api.example']`)
  const paths = new Map<string, string[]>()
  for (const entry of origins) {
    const { protocol, host, pathname } = entryUrl(entry, allowInsecureHttp)
    const origin = `${protocol}//${host}`
    paths.set(origin, [...(paths.get(origin) ?? []), pathname.replace(/\/+$/, '')])
  }
  return ({ protocol, host, pathname, username, password }) => {
    // not `origin`: that of a blob: URL is its creator's
    const allowed = username || password ? undefined : paths.get(`${protocol}//${host}`)
    return !!allowed?.some((path) => !path || (isWithin(path, pathname) && !climbs.test(decoded(pathname))))
  }
}

const isWithin = (path: string, pathname: string): boolean => pathname === path || pathname.startsWith(`${path}/`)

// URL resolves `..` and `%2e%2e`, but a server may decode slashes first, or cut off what follows a semicolon
const climbs = /[\\/]\.\.?(?:[\\/;]|$)/
const decoded = (pathname: string): string => pathname.replace(/%(?:2e|2f|5c|3b)/gi, decodeURIComponent)

// a pattern for a host, which some engines show encoded, would match nothing
const safe = /^(https:\/\/[^*%]+|http:\/\/(([^/*%]+\.)?localhost|127(\.\d+){3}|\[::1\])(:\d+)?)$/
const plain = /^https?:\/\/[^*%]+$/

function entryUrl(entry: string | URL, allowInsecureHttp: boolean): URL {
  try {
    const url = new URL(entry)
    const { protocol, host, username, password, search, hash } = url
    const isBare = !(username || password || search || hash)
    if (isBare && (allowInsecureHttp ? plain : safe).test(`${protocol}//${host}`)) return url
  } catch {}
  return misuse('origins', 'absolute https: URLs (http: for loopback hosts)')
}
