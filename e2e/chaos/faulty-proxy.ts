import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What can happen to a request on its way. */
export type Fault =
  /** It never reaches the server: the connection is closed. */
  | { kind: 'drop-request' }
  /** The server answers, and the connection is closed before a byte of that comes back. */
  | { kind: 'drop-response' }
  /** The same with a reset. */
  | { kind: 'reset' }
  /** The answer breaks off in the middle. */
  | { kind: 'truncate' }
  /** The answer takes its time: less than the client's patience, or more. */
  | { kind: 'delay'; ms: number }
  /** The process that asked is killed: before the request is passed on, before the answer goes back, or just after. */
  | { kind: 'kill'; when: 'before' | 'answered' | 'after' }
  /** The process that asked is stopped before the answer goes back, and continues later. */
  | { kind: 'stop'; ms: number }

/** A token request, as the proxy saw it. */
export interface Passage {
  /** Named by its sender: the process, and a number. */
  request: string
  /** The process it came from, as `0.0`: the place, and how many were there before. */
  worker: string
  refreshToken: string
  at: number
  fault?: Fault
  /** Whether the server was asked. */
  forwarded: boolean
  /** When the whole answer was given to a connection that was open; left out if that never was. */
  answeredAt?: number
}

export interface FaultyProxy {
  /** Where the token endpoint seems to be. */
  address: string
  passages: Passage[]
  close(): Promise<void>
}

export interface ProxySettings {
  target: string
  /** What is to happen to the request with this refresh token. */
  nextFault: (refreshToken: string) => Fault | undefined
  kill: (worker: string) => void
  stop: (worker: string, ms: number) => void
}

/** A proxy before a token endpoint that lets happen what happens on the way, and writes it down. */
export async function startFaultyProxy({ target, nextFault, kill, stop }: ProxySettings): Promise<FaultyProxy> {
  const passages: Passage[] = []
  const agent = new Agent({ keepAlive: true })

  const forward = (incoming: IncomingMessage, body: Buffer) =>
    new Promise<{ answer: IncomingMessage; text: Buffer }>((resolve, reject) => {
      const headers = { ...incoming.headers, host: new URL(target).host }
      const outgoing = send(target, { method: 'POST', headers, agent }, async (answer) => {
        resolve({ answer, text: await bytes(answer) })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bytes(incoming)
    const refreshToken = new URLSearchParams(body.toString()).get('refresh_token') ?? ''
    const fault = nextFault(refreshToken)
    const request = `${incoming.headers['x-chaos-request']}`
    const worker = request.replace(/-.*/, '')
    const passage: Passage = {
      request,
      worker,
      refreshToken,
      at: Date.now(),
      ...(fault && { fault }),
      forwarded: false,
    }
    passages.push(passage)
    const drop = (): void => void incoming.socket.destroy()

    if (fault?.kind === 'kill' && fault.when === 'before') kill(worker)
    if (fault?.kind === 'drop-request' || incoming.socket.destroyed) return drop()
    passage.forwarded = true
    const { answer, text } = await forward(incoming, body)

    if (fault?.kind === 'drop-response') return drop()
    if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy()
    if (fault?.kind === 'delay') await sleep(fault.ms)
    if (fault?.kind === 'kill' && fault.when === 'answered') kill(worker)
    if (fault?.kind === 'stop') stop(worker, fault.ms)
    // a client that has lost patience, or its life, hears no answer
    if (incoming.socket.destroyed) return
    const headers = { ...answer.headers, 'content-length': `${text.length}` }
    response.writeHead(answer.statusCode ?? 502, headers)
    if (fault?.kind === 'truncate') {
      response.write(text.subarray(0, text.length / 2))
      return void setTimeout(drop, 5)
    }
    response.end(text)
    passage.answeredAt = Date.now()
    if (fault?.kind === 'kill' && fault.when === 'after') setTimeout(kill, 1, worker)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    passages,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
        agent.destroy()
      }),
  }
}

async function bytes(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}
