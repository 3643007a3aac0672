import type { RequestHead } from './request-head.ts'

/**
 * Whether a request comes from the app's own pages, as the browser says: by `Sec-Fetch-Site`, or by `Origin` in a browser
 * that doesn't send it. Undefined if neither is there: the request isn't from a browser, or it is a link in an old one.
 */
export function isSameOrigin({ headers }: RequestHead, origin: string): boolean | undefined {
  const site = headers.get('sec-fetch-site')
  const from = headers.get('origin')
  // none: the user typed the address or opened a bookmark
  if (site) return /^(same-origin|none)$/.test(site) && (from === null || from === origin)
  return from === null ? undefined : from === origin
}
