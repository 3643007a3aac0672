import { checkFunction, checkObject, misuse } from 'grantkit/internal/misuse'
import type { LoginRequest } from '../login/login-request.ts'

/** How a command-line program signs in its user: the request of the login, and how to show it. */
export interface LoopbackOptions extends Omit<LoginRequest, 'redirectUri'> {
  /**
   * Shows the login URL to the user. Required, and called before `openBrowser`: that can fail without an error, and there
   * may be no browser on this machine.
   */
  onUrl: (url: string) => unknown
  /** Opens the login URL in a browser, such as `open` of npm. It isn't awaited, and its errors are ignored. @default none */
  openBrowser?: ((url: string) => unknown) | undefined
  /**
   * Asks the user for the address of the last page that the browser showed; for a browser on another machine. The first of
   * this text and the callback counts. If the text is no response to this login, `paste` is called again, at most five
   * times in all, with the reason. The signal aborts when the text is no longer needed; end the prompt then. If it rejects
   * before that, the login rejects with the same reason.
   * @default none
   */
  paste?: ((signal: AbortSignal, refused?: string) => Promise<string>) | undefined
  /**
   * The host of the redirect URI. `'localhost'` listens on `127.0.0.1` and, if there is IPv6, on `::1`. Use it only if
   * the server accepts nothing else (RFC 8252 section 8.3).
   * @default '127.0.0.1'
   */
  host?: '127.0.0.1' | '::1' | 'localhost' | undefined
  /** The port to listen on; 0 takes a free one, which the server must allow (RFC 8252 section 7.3). @default 0 */
  port?: number | undefined
  /** The path of the redirect URI. @default '/callback' */
  path?: string | undefined
  /** How long to wait for the user, in milliseconds from 1; at most 2147483647. @default 300000, five minutes */
  timeoutMs?: number | undefined
  /** Ends the login; it then rejects with the signal's reason. @default none */
  signal?: AbortSignal | undefined
}

/** Refuses options that would make a login hang or fail late. */
export function checkLoopbackOptions(options: LoopbackOptions): void {
  checkObject('options', options)
  const { onUrl, openBrowser, paste, host, port = 0, path = '/callback', timeoutMs = 1, signal } = options
  if (typeof onUrl !== 'function') misuse('onUrl', 'a function that shows the URL to the user')
  checkFunction('openBrowser', openBrowser)
  checkFunction('paste', paste)
  if (host !== undefined && !['127.0.0.1', '::1', 'localhost'].includes(host)) {
    misuse('host', '"127.0.0.1", "::1" or "localhost"')
  }
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) misuse('port', 'a whole number from 0 to 65535')
  if (!isPath(path)) misuse('path', 'a path that begins with one slash, without a query or fragment')
  if (!(timeoutMs >= 1 && timeoutMs <= 2_147_483_647)) misuse('timeoutMs', 'milliseconds from 1 to 2147483647')
  if (signal !== undefined && typeof Object(signal).addEventListener !== 'function') misuse('signal', 'an AbortSignal')
}

function isPath(path: unknown): boolean {
  return typeof path === 'string' && /^\/(?!\/)/.test(path) && new URL(path, 'http://127.0.0.1').pathname === path
}
