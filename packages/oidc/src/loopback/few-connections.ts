import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Keeps at most 64 connections and closes the oldest: idle connections can't block the browser. */
export function keepFewConnections(server: Server): void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    if (open.size > 64) for (const oldest of [...open].slice(0, 1)) oldest.destroy()
  })
}
