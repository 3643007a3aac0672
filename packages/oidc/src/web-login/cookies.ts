import type { RequestHead } from './request-head.ts'

/** How a cookie is set. */
export interface CookieLife {
  /** In milliseconds; 0 removes it. */
  maxAgeMs: number
  /** Whether the browser sends the cookie with a form that another site posts. */
  crossSite?: boolean
}

/** The cookies of one app. Other hosts and scripts can't read or set them. */
export interface Cookies {
  /** The prefix of their names. */
  readonly name: string
  /** The cookies of a request with this prefix. */
  of(request: RequestHead): Map<string, string>
  /** A `Set-Cookie` header. */
  set(name: string, value: string, life: CookieLife): string
  /** The `Set-Cookie` header that removes a cookie. */
  remove(name: string, life?: Omit<CookieLife, 'maxAgeMs'>): string
}

/** @param isSecure Whether the app has `https:`. Without it browsers refuse `Secure` and names with `__Host-`. */
export function createCookies(name: string, isSecure: boolean): Cookies {
  const set: Cookies['set'] = (each, value, { maxAgeMs, crossSite = false }) => {
    // browsers refuse SameSite=None without Secure, and accept Secure on loopback
    const secure = isSecure || crossSite ? '; Secure' : ''
    const seconds = Math.ceil(maxAgeMs / 1000)
    return `${each}=${value}; Path=/; HttpOnly${secure}; SameSite=${crossSite ? 'None' : 'Lax'}; Max-Age=${seconds}`
  }
  return {
    name,
    of(request) {
      // a proxy may join several headers with commas; our values contain none
      const pairs = (request.headers.get('cookie') ?? '').split(/[;,]/).map((pair) => pair.trim().split('='))
      const own = pairs.filter((pair): pair is [string, string] => pair.length === 2 && !!pair[0]?.startsWith(name))
      // of two cookies with the same name the first has the longer path; ours have the path /
      return new Map(own.reverse())
    },
    set,
    remove: (each, life = {}) => set(each, '', { ...life, maxAgeMs: 0 }),
  }
}
