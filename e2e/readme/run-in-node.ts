// Runs programs one after the other in this process: `node run-in-node.ts LIST`, where LIST holds `{ "programs": [PATH] }`.
// One process for all programs takes a tenth of the time. Writes `RESULT {"path", "problem"?}` for each to standard output.
import { readFileSync } from 'node:fs'
import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import './node-world.ts'

const timeoutMs = 20_000
const { programs }: { programs: string[] } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const world = { ...process.env }
const fetchOfWorld = globalThis.fetch
const exit = process.exit

/** The errors outside of the program's own promise. */
let problems: string[] = []
process.on('uncaughtException', (error) => problems.push(`${error?.stack ?? error}`))
process.on('unhandledRejection', (error) => problems.push(`${(error as Error)?.stack ?? error}`))

/** The servers that the program started. They are closed, because the next program may use the same port. */
const servers: Server[] = []
const listen = Server.prototype.listen
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  servers.push(this)
  return Reflect.apply(listen, this, args)
} as typeof listen

class Exit extends Error {}

for (const path of programs) {
  problems = []
  process.exit = ((code = 0) => {
    if (code) problems.push(`ended with ${code}`)
    throw new Exit()
  }) as typeof exit
  const ended = import(pathToFileURL(path).href).catch((error) => {
    if (!(error instanceof Exit)) problems.push(`${error?.stack ?? error}`)
  })
  const controller = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: controller.signal }).then(
    () => problems.push(`has not ended after ${timeoutMs} ms`),
    () => {},
  )
  await Promise.race([ended, late])
  controller.abort()
  // work that is still running may fail in the next turn of the event loop
  await sleep(5)
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  Object.assign(process.env, world)
  globalThis.fetch = fetchOfWorld
  console.log(`RESULT ${JSON.stringify({ path, ...(problems.length && { problem: problems.join('\n') }) })}`)
}
exit(0)
