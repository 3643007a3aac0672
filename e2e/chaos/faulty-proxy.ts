import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The faults of a request. */
export type Fault =
  /** The connection is closed before the request reaches the server. */
  | { kind: 'drop-request' }
  /** The connection is closed after the server has responded, before the client gets a byte. */
  | { kind: 'drop-response' }
  /** The same, with a TCP reset. */
  | { kind: 'reset' }
  /** The connection is lost in the middle of the response. */
  | { kind: 'truncate' }
  /** The response is delayed, for less or more than the client's timeout. */
  | { kind: 'delay'; ms: number }
  /** The client's process is killed: before the request is passed on, before the response is returned, or just after. */
  | { kind: 'kill'; when: 'before' | 'answered' | 'after' }
  /** The client's process is stopped before the response is returned, and continues later. */
  | { kind: 'stop'; ms: number }

/** A token request, as the proxy saw it. */
export interface Passage {
  /** The sender's name for it: the process and a number. */
  request: string
  /** The process that sent it, such as `0.0`: its place, and the number of earlier processes at that place. */
  worker: string
  refreshToken: string
  at: number
  fault?: Fault
  /** Whether the request reached the server. */
  forwarded: boolean
  /** When the complete response was written to an open connection; undefined if it never was. */
  answeredAt?: number
}

export interface FaultyProxy {
  /** The token endpoint's address for clients: the proxy's. */
  address: string
  passages: Passage[]
  close(): Promise<void>
}

export interface ProxySettings {
  target: string
  /** Chooses the fault for the request with this refresh token. */
  nextFault: (refreshToken: string) => Fault | undefined
  kill: (worker: string) => void
  stop: (worker: string, ms: number) => void
}

/** A proxy before a token endpoint that causes faults and records them. */
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
    // the client has timed out or was killed, so it gets no response
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
