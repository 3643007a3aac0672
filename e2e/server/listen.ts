import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from './certificates.ts'

/** A server on a free loopback port. */
export interface Listening {
  origin: string
  serve(listener: RequestListener): void
  close(): Promise<void>
}

/** Uses TLS if there are certificates. With `asks` it requests a client certificate too, which the listener checks. */
export async function listen(host: string, certificates?: Certificates, asks = false): Promise<Listening> {
  const tls = certificates && {
    ...certificates.server,
    ca: certificates.ca,
    requestCert: asks,
    rejectUnauthorized: false,
  }
  const server = tls ? createTlsServer(tls) : createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    origin: `${tls ? 'https' : 'http'}://${host}:${(server.address() as AddressInfo).port}`,
    serve: (listener) => server.on('request', listener),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
