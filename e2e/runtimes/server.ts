// A token endpoint on loopback. The path selects a correct response, a wrong one or none.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void

const token = { access_token: 'at', token_type: 'Bearer', expires_in: 3600 }

const answers: Record<string, Answer> = {
  // a token, with the received request
  '/token': ({ method, headers }, body, response) => json(response, 200, { ...token, got: { method, headers, body } }),
  // the same for an API that refuses the first token
  '/api': ({ method, headers }, body, response) => {
    if (headers.authorization !== 'Bearer at-1') return json(response, 200, { got: { method, headers, body } })
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"')
    json(response, 401, { error: 'invalid_token' })
  },
  '/moved': (request, _, response) =>
    response.writeHead(307, { location: `${request.url}`.replace('/moved', '/api') }).end(),
  '/refusal': (_, __, response) =>
    json(response, 400, { error: 'invalid_grant', error_description: 'the code is used up' }),
  // the target of the redirect would return a token
  '/redirect': (request, _, response) =>
    response.writeHead(302, { location: `${request.url}`.replace('/redirect', '/token') }).end(),
  '/stalled': (_, __, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"access_token":"at",')
  },
  '/silent': () => {},
  '/large': (_, __, response) => json(response, 200, { ...token, filler: 'x'.repeat(2 ** 21) }),
  '/bomb': (_, __, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb)
  },
  '/bad-gateway': (_, __, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>'),
  '/form': (_, __, response) =>
    response
      .writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' })
      .end('access_token=at&token_type=bearer&scope=repo%2Cgist'),
  '/marked': (_, __, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(`\ufeff${JSON.stringify(token)}`),
  '/broken': (_, __, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"access')
    setTimeout(() => response.destroy(), 20)
  },
  // requires a nonce in the proof, which the simple signer of the checks appends
  '/dpop': ({ headers }, _, response) => {
    if (headers.dpop === 'proof.nonce-1') return json(response, 200, { ...token, token_type: 'DPoP' })
    response.setHeader('dpop-nonce', 'nonce-1')
    json(response, 400, { error: 'use_dpop_nonce' })
  },
  // requires the same in a real proof, and returns the proof
  '/dpop-proof': ({ headers }, _, response) => {
    const [, payload = ''] = `${headers.dpop}`.split('.')
    const { nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    if (nonce === 'nonce-1') return json(response, 200, { ...token, token_type: 'DPoP', proof: headers.dpop })
    response.setHeader('dpop-nonce', 'nonce-1')
    json(response, 400, { error: 'use_dpop_nonce' })
  },
}

const bomb = gzipSync(Buffer.alloc(2 ** 24, ' '))

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Listens on a free port. `/log?id=x` returns the path and the end of each request with the query `?id=x`. */
export async function startServer(): Promise<{ origin: string; close: () => void }> {
  const requests: { id: string | null; path: string; answered: boolean; closed: boolean }[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const id = url.searchParams.get('id')
    if (url.pathname === '/log') {
      const mine = requests.filter((entry) => entry.id === id)
      return json(response, 200, { requests: mine })
    }
    const entry = { id, path: url.pathname, answered: false, closed: false }
    requests.push(entry)
    response.on('close', () => {
      Object.assign(entry, { answered: response.writableFinished, closed: true })
    })
    let body = ''
    for await (const chunk of request) body += chunk
    answers[url.pathname]?.(request, body, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
