import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A complete request to the front. */
export interface FrontRequest {
  method: string
  headers: IncomingMessage['headers']
  form: URLSearchParams
}

export interface Front {
  /** The address of its token endpoint. */
  address: string
  requests: FrontRequest[]
  close(): Promise<void>
}

/** A plain HTTP server in place of the authorization server, for responses that a real one never sends. */
export async function startFront(answer: (request: FrontRequest, response: ServerResponse) => void): Promise<Front> {
  const requests: FrontRequest[] = []
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part)
    const form = new URLSearchParams(Buffer.concat(parts).toString())
    const request = { method: incoming.method ?? '', headers: incoming.headers, form }
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
