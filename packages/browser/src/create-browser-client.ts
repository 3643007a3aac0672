import type { BrowserClient } from './browser-client.ts'
import type { BrowserClientSettings } from './browser-client-settings.ts'
import { checkSettings } from './check-settings.ts'
import { pageClient } from './page/page-client.ts'
import { serverClient } from './server-client.ts'

/**
 * Login for a page: it reads the page's URL, restores the session, and keeps all tabs together. Create one client for the
 * page, before a router starts. On a server it does nothing and stays `restoring`.
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const auth = createBrowserClient({
 *   issuer: 'https://demo.example', clientId: 'spa', redirectUri: `${location.origin}/callback`,
 *   scope: 'openid profile offline_access', origins: ['https://api.example'],
 * })
 * auth.subscribe(() => render(auth.getSnapshot()))
 * ```
 */
export function createBrowserClient(settings: BrowserClientSettings): BrowserClient {
  checkSettings(settings)
  return typeof document === 'undefined' ? serverClient() : pageClient(settings)
}
