// A service that calls two APIs as itself, with one client and a token for each:
//   CLIENT_SECRET=... PORT=8080 node service.ts https://demo.example service https://stock.example/api https://prices.example/api
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { TokenSourceError } from '@grantkit/tokens'
import { createClient } from 'grantkit'
import { apiFetch } from './api-fetch.ts'

const [authority, clientId, stock, prices] = process.argv.slice(2)
const { CLIENT_SECRET: clientSecret, PORT = '0' } = process.env
if (!authority || !clientId || !stock || !prices || !clientSecret) {
  console.error('usage: CLIENT_SECRET=... [PORT=...] service.ts ISSUER CLIENT_ID STOCK_API PRICES_API')
  process.exit(2)
}

// our own caller waits too, so not for long
const client = createClient({ authority, clientId, clientSecret, timeoutMs: 3000 })
const callApi = apiFetch(client, [
  { resource: stock, scope: 'read' },
  { resource: prices, scope: 'read write' },
])

async function ask(api: string): Promise<unknown> {
  const response = await callApi(`${api}/hello`, { signal: AbortSignal.timeout(5000) })
  if (!response.ok) throw new Error(`${api} answers ${response.status}`)
  return response.json()
}

const server = createServer(async (request, response) => {
  const json = (status: number, body: object, headers = {}) =>
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))

  if (request.method !== 'GET' || request.url !== '/offer') return json(404, { error: 'not found' })
  try {
    const [inStock, priced] = await Promise.all([ask(stock), ask(prices)])
    return json(200, { stock: inStock, prices: priced })
  } catch (error) {
    console.error(String(error))
    const waitMs = (error instanceof TokenSourceError && error.retryAfterMs) || 5000
    return json(503, { error: 'no offer now' }, { 'retry-after': Math.ceil(waitMs / 1000) })
  }
})

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => server.close())
