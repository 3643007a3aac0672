/** The name of a route. */
export type RouteName = 'login' | 'callback' | 'logout' | 'backchannelLogout' | 'frontchannelLogout'

/** The paths of the routes. */
export type Routes = Record<RouteName, string>

/**
 * The paths below `path`. The callback's path is that of the redirect URI.
 *
 * @param base The path of the base URL, without a trailing slash.
 */
export function routesOf(base: string, path: string, redirectUri: string): Routes {
  const at = (name: string): string => `${base}${path}/${name}`
  return {
    login: at('login'),
    callback: new URL(redirectUri).pathname,
    logout: at('logout'),
    backchannelLogout: at('backchannel-logout'),
    frontchannelLogout: at('frontchannel-logout'),
  }
}

/** The methods that each route takes. */
const methods: Record<RouteName, readonly string[]> = {
  login: ['GET', 'POST'],
  callback: ['GET', 'POST'],
  logout: ['GET', 'POST'],
  backchannelLogout: ['POST'],
  frontchannelLogout: ['GET'],
}

/** The route of a request; undefined if it is none of these. `allow` is set if the method is wrong. */
export function routeOf(routes: Routes, request: Request): { name: RouteName; allow?: string } | undefined {
  const { pathname } = new URL(request.url)
  for (const [name, path] of Object.entries(routes) as [RouteName, string][]) {
    if (path !== pathname) continue
    return methods[name].includes(request.method) ? { name } : { name, allow: methods[name].join(', ') }
  }
  return undefined
}
