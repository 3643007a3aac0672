// The same app in Deno: deno run --allow-net --allow-env deno.ts http://localhost:3000
import { createApp } from './web.ts'

// the part of Deno's types that is used here
declare const Deno: {
  args: string[]
  env: { toObject(): Record<string, string> }
  serve(options: object, handle: (request: Request) => Promise<Response>): unknown
  addSignalListener(signal: string, listener: () => void): void
  exit(code: number): never
}

const baseUrl = Deno.args[0] ?? 'http://localhost:3000'
const { handle } = createApp(Deno.env.toObject(), baseUrl)
const { port, hostname } = new URL(baseUrl)
const onListen = () => console.log(`listening on ${baseUrl}`)
Deno.serve({ port: Number(port), hostname, onListen }, handle)
// a shutdown would wait for connections that browsers keep open
Deno.addSignalListener('SIGTERM', () => Deno.exit(0))
