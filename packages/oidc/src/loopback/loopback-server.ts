import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { keepFewConnections } from './few-connections.ts'
import { listenOn } from './listen-on.ts'
import { responseHeaders, responsePage } from './response-page.ts'

/** The server that the browser returns to. */
export interface LoopbackServer {
  redirectUri: string
  /** The first request with a response to this login. Other requests are refused. */
  response(isOurs: (url: string) => boolean): Promise<Arrival>
  /** Frees the port and closes every connection. */
  close(): Promise<void>
}

/** The browser's request with the response, which waits for a page. */
export interface Arrival {
  url: string
  /** Resolves once the browser has received the page or has disconnected. */
  answer(title: string, text: string): Promise<void>
}

/** Listens for one login (RFC 8252 section 7.3). Rejects with the system's error if listening fails. */
export async function openLoopbackServer(host: string, port: number, path: string): Promise<LoopbackServer> {
  const servers = await listenOn(host, port)
  for (const server of servers) keepFewConnections(server)
  const redirectUri = new URL(`http://${host === '::1' ? '[::1]' : host}:${portOf(servers[0])}${path}`)
  let waiting: { isOurs: (url: string) => boolean; resolve: (arrival: Arrival) => void } | undefined

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = '', headers } = request
    // with DNS rebinding a website's name resolves to this machine: the Host header then has that name
    const isHere = headers.host === redirectUri.host && url.startsWith('/')
    const isCallback = isHere && url.replace(/[?#].*/s, '') === path
    const whole = redirectUri.origin + url
    if (isCallback && method === 'GET' && !isAhead(request) && waiting?.isOurs(whole)) {
      const { resolve } = waiting
      waiting = undefined
      resolve({ url: whole, answer: (title, text) => send(response, 200, responsePage(title, text)) })
    } else refuse(response, isHere && !isCallback ? 404 : 400)
  }
  for (const server of servers) server.on('request', receive)

  return {
    redirectUri: redirectUri.href,
    response: (isOurs) =>
      new Promise((resolve) => {
        waiting = { isOurs, resolve }
      }),
    close: async () => {
      await Promise.all(servers.map(closed))
    },
  }
}

function portOf(server: Server | undefined): number {
  const address = server?.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** Whether the browser preloads the page. The real request follows. */
function isAhead({ headers }: IncomingMessage): boolean {
  return /prefetch|prerender/.test(`${headers['sec-purpose']} ${headers.purpose}`)
}

function refuse(response: ServerResponse, status: 400 | 404): void {
  const [title, text] =
    status === 404
      ? ['Not found', 'There is nothing here.']
      : ['Not this sign-in', 'The command line still waits for the response to its sign-in.']
  void send(response, status, responsePage(title, text))
}

/** Resolves once the response is handed to the operating system, or after two seconds: a client may never read it. */
function send(response: ServerResponse, status: number, html: string): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve()
    const timer = setTimeout(resolve, 2000)
    response.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
    response
      .writeHead(status, { ...responseHeaders, 'content-length': new TextEncoder().encode(html).length })
      .end(html)
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
