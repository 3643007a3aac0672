// ISSUER=https://demo.example CLIENT_ID=web CLIENT_SECRET=... COOKIE_KEY=... node node.ts http://localhost:3000
import { createServer } from 'node:http'
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './web.ts'

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { handle } = createApp(process.env, baseUrl)
const { port, hostname } = new URL(baseUrl)
const server = createServer(getRequestListener(handle))
server.listen(Number(port), hostname, () => console.log(`listening on ${baseUrl}`))
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
