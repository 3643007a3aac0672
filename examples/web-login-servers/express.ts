// The same app in Express, without a body parser before it: node express.ts http://localhost:3000
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { createApp } from './web.ts'

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { handle } = createApp(process.env, baseUrl)
const { port, hostname } = new URL(baseUrl)
const app = express()
app.get('/health', (_, response) => response.send('well'))
app.use(getRequestListener(handle))
// Express passes an error to the callback, for example if the port is in use
const server = app.listen(Number(port), hostname, (error) => {
  if (error) throw error
  console.log(`listening on ${baseUrl}`)
})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
