// The same app in Bun: bun bun.ts http://localhost:3000
import process from 'node:process'
import { createApp } from './web.ts'

// the part of Bun's types that is used here
declare const Bun: {
  serve(options: object): { stop(closes: boolean): Promise<void> }
}

const baseUrl = process.argv[2] ?? 'http://localhost:3000'
const { handle } = createApp(process.env, baseUrl)
const { port, hostname } = new URL(baseUrl)
const server = Bun.serve({ port: Number(port), hostname, fetch: handle })
console.log(`listening on ${baseUrl}`)
process.on('SIGTERM', () => server.stop(true))
