import type { TokenFetch } from '@grantkit/tokens'
import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { ConnectedWorker } from './connect-worker.ts'
import { type SentCall, sentResponseIn } from './messages.ts'
import { receiveStream, sendStream } from './port-stream.ts'
import { responseOf } from './sent-response.ts'

/** A `fetch` that lets the worker send requests to the `origins`. The page sends all others itself. */
export function createWorkerFetch(
  connect: () => Promise<ConnectedWorker>,
  { origins = [] }: Pick<BrowserClientSettings, 'origins'>,
): TokenFetch {
  const mayBeAllowed = (url: string): boolean => origins.some((each) => new URL(each).origin === new URL(url).origin)
  return async (input, init) => {
    const request = new Request(input, init)
    const { url, signal } = request
    if (!mayBeAllowed(url)) return fetch(request)
    const connection = await connect()
    // the worker knows what the path must begin with
    if (!(await connection.ask({ call: 'allows', url }, { signal }))) return fetch(request)
    const transfer: Transferable[] = []
    const body = await bodyOf(request, init?.body, transfer)
    // a body that comes after the response is also lost with the worker
    const unwatch = connection.watch()
    try {
      const session = connection.sessionId()
      const question = { call: 'fetch', session, request: { ...sentOf(request), body } } as const
      const sent = sentResponseIn(await connection.ask(question, { signal, transfer }))
      if (!sent) throw new TokenSourceError('store_failed', 'the worker sent no valid response')
      if (!sent.body) unwatch()
      return responseOf(sent, sent.body && receiveStream(sent.body, [connection.over, signal], unwatch))
    } catch (error) {
      unwatch()
      throw error
    }
  }
}

const settingNames = ['mode', 'credentials', 'cache', 'redirect', 'referrerPolicy', 'integrity', 'keepalive'] as const

/** The members of a `Request` that aren't defaults: some engines refuse defaults that are passed again. */
function sentOf(request: Request): SentCall {
  const init: Record<string, string | boolean> = {}
  for (const name of settingNames) {
    const value = request[name]
    if (value && !/^(default|navigate)$/.test(`${value}`)) init[name] = value
  }
  return { url: request.url, method: request.method, headers: [...request.headers], init }
}

/** The body. It can be sent more than once, except the caller's own stream, which is sent over a port. */
async function bodyOf(
  request: Request,
  given: BodyInit | null | undefined,
  transfer: Transferable[],
): Promise<SentCall['body']> {
  if (/^(GET|HEAD)$/.test(request.method)) return undefined
  if (given instanceof ReadableStream && request.body) {
    const { port1, port2 } = new MessageChannel()
    sendStream(port1, request.body, request.signal)
    transfer.push(port2)
    return port2
  }
  const blob = await request.blob()
  return blob.size ? blob : undefined
}
