// The same app in Hono: node hono.ts http://localhost:3000
import process from 'node:process'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createApp } from './web.ts'

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { handle } = createApp(process.env, baseUrl)
const { port, hostname } = new URL(baseUrl)
const app = new Hono().get('/health', (context) => context.text('well')).all('*', (context) => handle(context.req.raw))
const server = serve({ fetch: app.fetch, port: Number(port), hostname }, () => console.log(`listening on ${baseUrl}`))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
