/**
 * The path, query and fragment of a URL inside the app, with exactly one leading slash; `basePath` for anything else. Use
 * it both when the value is stored and when it is read.
 *
 * Refuses control characters, spaces, backslashes, other origins, other schemes, user names and passwords.
 *
 * @param base The redirect URI, against which a relative value is resolved.
 * @param basePath The part of the origin that belongs to the app. @default '/'
 */
export function safeReturnTo(value: unknown, base: string, basePath = '/'): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop some of them from URLs
  if (typeof value !== 'string' || !value || /[\u0000-\u0020\u007f-\u00a0\\]|\s/.test(value)) return basePath
  try {
    // a URL with an app's own scheme has no origin; only its path is kept
    const app = new URL(/^https?:/i.test(base) ? base : 'https://app.invalid/')
    const { origin, protocol, username, password, pathname, search, hash } = new URL(value, app)
    if (origin !== app.origin || protocol !== app.protocol || username || password) return basePath
    const path = pathname.replace(/^\/+/, '/')
    return isWithin(path, basePath) ? path + search + hash : basePath
  } catch {
    return basePath
  }
}

function isWithin(path: string, basePath: string): boolean {
  if (basePath === '/') return true
  // a router that decodes these would leave the app
  if (/%2f|%5c|%2e/i.test(path)) return false
  const folder = basePath.replace(/\/*$/, '/')
  return path.startsWith(folder) || `${path}/` === folder
}
