import type { Server } from 'node:http'

/**
 * A server on each address of this host, all on one port. Limits for each client: 16 KiB of headers, five seconds
 * for a request.
 */
export async function listenOn(host: string, port: number): Promise<Server[]> {
  if (host !== 'localhost') return [await listen(host, port)]
  // a port that is free on one address may be in use on the other
  for (let attempt = 1; ; attempt++) {
    const first = await listen('127.0.0.1', port)
    try {
      return [first, await listen('::1', (first.address() as { port: number }).port)]
    } catch (error) {
      if (Object(error).code !== 'EADDRINUSE') return [first] // there is no IPv6
      first.close()
      if (port || attempt === 5) throw error
    }
  }
}

async function listen(host: string, port: number): Promise<Server> {
  await askForPermission(host, port)
  const { createServer } = await import('node:http')
  const server = createServer({
    maxHeaderSize: 16_384,
    headersTimeout: 5000,
    requestTimeout: 5000,
    connectionsCheckingInterval: 1000,
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, resolve)
  })
  // a connection that can't be accepted doesn't end the login
  server.on('error', () => {})
  return server
}

/** Asks for Deno's permission now: later Deno would throw an error that can't be caught. */
async function askForPermission(host: string, port: number): Promise<void> {
  const { Deno } = globalThis as {
    Deno?: { permissions: { request(what: object): Promise<{ state: string }> } }
  }
  const asked = { name: 'net', host: `${host.includes(':') ? `[${host}]` : host}:${port}` }
  const answer = await Deno?.permissions.request(asked)
  if (answer && answer.state !== 'granted')
    throw Object.assign(new Error(`--allow-net=${asked.host} is missing`), { code: 'NotCapable' })
}
