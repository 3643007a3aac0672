import type { RequestHead } from './request-head.ts'

/** How a cookie is set. */
export interface CookieLife {
  /** In milliseconds; 0 removes it. */
  maxAgeMs: number
  /** Whether a form that another site posts brings it along. */
  crossSite?: boolean
}

/** The cookies of one app, which no other host and no script can read or set. */
export interface Cookies {
  /** The name that all of them begin with. */
  readonly name: string
  /** The cookies of a request that begin with the name. */
  of(request: RequestHead): Map<string, string>
  /** A `Set-Cookie` header. */
  set(name: string, value: string, life: CookieLife): string
  /** The `Set-Cookie` header that removes a cookie. */
  remove(name: string, life?: Omit<CookieLife, 'maxAgeMs'>): string
}

/** @param isSecure Whether the app has `https:`. Without it a browser takes neither `Secure` nor a name with `__Host-`. */
export function createCookies(name: string, isSecure: boolean): Cookies {
  const set: Cookies['set'] = (each, value, { maxAgeMs, crossSite = false }) => {
    // browsers treat loopback as secure for this one, which they refuse without Secure
    const secure = isSecure || crossSite ? '; Secure' : ''
    const seconds = Math.ceil(maxAgeMs / 1000)
    return `${each}=${value}; Path=/; HttpOnly${secure}; SameSite=${crossSite ? 'None' : 'Lax'}; Max-Age=${seconds}`
  }
  return {
    name,
    of(request) {
      // a proxy may join several headers by commas, which no value of ours holds
      const pairs = (request.headers.get('cookie') ?? '').split(/[;,]/).map((pair) => pair.trim().split('='))
      const own = pairs.filter((pair): pair is [string, string] => pair.length === 2 && !!pair[0]?.startsWith(name))
      // of two with one name, the first is of the longer path: none of ours has one
      return new Map(own.reverse())
    },
    set,
    remove: (each, life = {}) => set(each, '', { ...life, maxAgeMs: 0 }),
  }
}
