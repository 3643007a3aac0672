// The same app in Fastify: node fastify.ts http://localhost:3000
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import fastify from 'fastify'
import { createApp } from './web.ts'

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { handle } = createApp(process.env, baseUrl)
const { port, hostname } = new URL(baseUrl)
const listener = getRequestListener(handle)
const app = fastify({ forceCloseConnections: true })
// the handlers read the body themselves
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', (_request, _payload, done) => done(null))
app.get('/health', async () => 'well')
app.all('/*', (request, reply) => {
  reply.hijack()
  return listener(request.raw, reply.raw)
})
await app.listen({ port: Number(port), host: hostname })
console.log(`listening on ${baseUrl}`)
process.on('SIGTERM', () => app.close())
