import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Loopback {
  redirectUri: string
  /** The first callback with this `state`. All other requests are refused. */
  callback(state: string): Promise<URL>
  close(): void
}

/** Listens on a free loopback port for the end of a login in the browser (RFC 8252 section 7.3). */
export async function listen(): Promise<Loopback> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirectUri: `${origin}/callback`,
    callback: (state) =>
      new Promise((arrived) => {
        server.on('request', (request, response) => {
          const url = new URL(request.url ?? '', origin)
          const isOurs = url.pathname === '/callback' && url.searchParams.get('state') === state
          response.writeHead(isOurs ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' })
          response.end(isOurs ? 'You may close this page.' : 'Nothing here.')
          if (isOurs) response.on('close', () => arrived(url))
        })
      }),
    close: () => server.close(),
  }
}
