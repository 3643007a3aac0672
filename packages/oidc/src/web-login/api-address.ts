import type { TokenTarget } from '@grantkit/tokens'

/** A path of the app, and the API behind it. */
export interface ApiAddress {
  path: string
  /** Without a slash at its end. */
  url: string
  target?: TokenTarget
}

/** Where a request to the app goes on; undefined if an API could take its path for one outside. */
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
