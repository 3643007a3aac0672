import type { TokenTarget } from '@grantkit/tokens'

/** A path of the app, and the API behind it. */
export interface ApiAddress {
  path: string
  /** Without a trailing slash. */
  url: string
  target?: TokenTarget
}

/** The API's URL for a request to the app; undefined if the path could lead outside of the API. */
export function addressOf({ path, url }: ApiAddress, { pathname, search }: URL): URL | undefined {
  // a server that decodes these would leave the API's path
  if (/%2f|%5c|%2e|\\/i.test(pathname)) return undefined
  const address = new URL(url + pathname.slice(path.length) + search)
  return isWithin(address, url) ? address : undefined
}

/** The app's path for a redirect within the API. */
export function wayBack({ path, url }: ApiAddress, location: URL): string | undefined {
  if (!isWithin(location, url)) return undefined
  const { pathname } = new URL(url)
  return path + location.pathname.slice(pathname.replace(/\/$/, '').length) + location.search + location.hash
}

function isWithin(address: URL, url: string): boolean {
  const { origin, pathname } = new URL(url)
  return address.origin === origin && `${address.pathname}/`.startsWith(`${pathname.replace(/\/$/, '')}/`)
}
