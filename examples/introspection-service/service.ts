// An API that can't read its tokens, so it introspects them at the authorization server:
//   CLIENT_SECRET=... PORT=8080 node service.ts https://demo.example resource-server https://demo.example/api
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { createClient } from 'grantkit'
import { authorize } from './authorize.ts'

const [authority, clientId, resource] = process.argv.slice(2)
const { CLIENT_SECRET: clientSecret, PORT = '0' } = process.env
if (!authority || !clientId || !resource || !clientSecret) {
  console.error('usage: CLIENT_SECRET=... [PORT=...] service.ts ISSUER CLIENT_ID RESOURCE')
  process.exit(2)
}

// our own caller waits too, so not for long
const client = createClient({ authority, clientId, clientSecret, timeoutMs: 3000 })

const server = createServer(async (request, response) => {
  const json = (status: number, headers: Record<string, string>, body: object) =>
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))

  if (request.method !== 'GET' || request.url !== '/hello') return json(404, {}, { error: 'not found' })
  const verdict = await authorize(client, request.headers.authorization, { resource, scope: 'read' })
  if (!verdict.allowed) return json(verdict.status, verdict.headers, { error: 'not for you' })
  return json(200, {}, { hello: verdict.subject, scope: verdict.scope })
})

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => server.close())
