import { checkObject, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import { present } from 'grantkit/internal/present'
import type { OidcClient } from '../create-oidc-client.ts'
import type { LoginError } from '../login/login-error.ts'
import { failedLogin, type LoginOrigin, originOf } from '../login/login-result.ts'
import { responseIn } from '../login/response-url.ts'
import { safeReturnTo } from '../return-to.ts'
import { checkLoopbackOptions, type LoopbackOptions } from './loopback-options.ts'
import { type LoopbackResult, listenFailure } from './loopback-result.ts'
import { type Arrival, type LoopbackServer, openLoopbackServer } from './loopback-server.ts'
import { pastedResponse } from './pasted-response.ts'

export type { LoopbackOptions } from './loopback-options.ts'
export type { LoopbackFailureCode, LoopbackResult } from './loopback-result.ts'

/**
 * Signs in the user of a command-line program with a browser (RFC 8252): listens on a loopback port, shows the login URL, and waits for
 * the response. Other requests to the port are refused. When the promise settles, the port is closed and nothing runs any more.
 *
 * Resolves to how the login ended: `failed` with `port_in_use` or `listen_failed` if it couldn't start, `expired` if the user didn't come back in
 * time. Rejects only with a `TypeError` for a mistake in the arguments, with the signal's reason, and with what `onUrl`
 * or `paste` fails with.
 *
 * @example
 * ```ts
 * const result = await loginOnLoopback(client, { openBrowser: open, onUrl: (url) => console.error(`Open ${url}`) })
 * ```
 */
export async function loginOnLoopback(
  client: Pick<OidcClient, 'prepareLogin' | 'processResponse'>,
  options: LoopbackOptions,
): Promise<LoopbackResult> {
  checkObject('client', client)
  if (typeof client.prepareLogin !== 'function') misuse('client', 'one of createOidcClient')
  checkLoopbackOptions(options)
  const { host = '127.0.0.1', port = 0, path = '/callback', signal, returnTo, data } = options
  signal?.throwIfAborted()
  const origin: LoginOrigin = present({ returnTo: safeReturnTo(returnTo, 'http://127.0.0.1/'), data })
  let server: LoopbackServer
  try {
    server = await openLoopbackServer(host, port, path)
  } catch (cause) {
    return listenFailure(cause, origin, { host, port })
  }
  try {
    return await logIn(client, options, server)
  } catch (error) {
    const { name, code, failure, transient } = Object(error) as LoginError
    if (name !== 'LoginError') throw error
    return failedLogin(code, origin, present({ failure, cause: error, transient }))
  } finally {
    await server.close()
  }
}

async function logIn(
  client: Pick<OidcClient, 'prepareLogin' | 'processResponse'>,
  options: LoopbackOptions,
  server: LoopbackServer,
): Promise<LoopbackResult> {
  const { openBrowser, onUrl, host, port, path, timeoutMs = 300_000, signal, paste, ...request } = options
  const { redirectUri } = server
  const { url: prepared, transaction } = await client.prepareLogin({ ...request, redirectUri }, present({ signal }))
  // the only characters left in a URL that a shell reads inside quotes: an opener may use a shell
  const url = prepared.replace(/['$]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
  const responseMode = new URL(url).searchParams.get('response_mode')
  if (/form_post|fragment/.test(`${responseMode}`))
    misuse('responseMode', 'none, or a mode with the response in the query, such as query or query.jwt')

  const isOurs = (text: string) => responseIn(text)?.state === transaction.state
  const ended = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let arrival: Partial<Arrival>
  try {
    const response = server.response(isOurs)
    await onUrl(url)
    open(openBrowser, url)
    arrival = await orAbort(
      Promise.race([
        response,
        new Promise<Partial<Arrival>>((resolve) => {
          timer = setTimeout(() => resolve({}), timeoutMs)
        }),
        ...(paste ? [pastedResponse(paste, redirectUri, isOurs, ended.signal)] : []),
      ]),
      signal,
    )
  } finally {
    clearTimeout(timer)
    ended.abort()
  }
  if (arrival.url === undefined) return { status: 'expired', ...originOf(transaction) }
  let page = ['You are not signed in', 'Please go back to the command line.'] as [string, string]
  try {
    const result = await client.processResponse(arrival.url, transaction, present({ signal }))
    if (result.status === 'completed') page = ['You are signed in', 'You can close this page.']
    if (result.status === 'failed') page[1] = result.message
    return result
  } finally {
    await arrival.answer?.(...page)
  }
}

function open(openBrowser: LoopbackOptions['openBrowser'], url: string): void {
  // the user has the URL, so opening it may fail
  void (async () => openBrowser?.(url))().catch(() => {})
}
