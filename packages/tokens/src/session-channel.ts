import { misuse } from 'grantkit/internal'

/**
 * Tells other tabs and workers of an origin what happened to a session, so that they know at once. Nothing depends on it: a message
 * that is lost costs a look into the store, later. Messages contain no secret.
 */
export interface SessionChannel {
  /** Sends a text to all others, not to this one. */
  post(message: string): void
  /** Calls the listener with each text that others send; returns the undo. */
  listen(listener: (message: string) => void): () => void
}

/**
 * A channel by the platform's BroadcastChannel; it reaches other tabs and workers of the origin, and in Node, Deno and Bun other
 * threads of the process. An open one keeps a page out of some browsers' back/forward cache.
 */
export function createBroadcastSessionChannel(name = 'grantkit'): SessionChannel {
  if (typeof name !== 'string' || !name) misuse('name', 'a non-empty string')
  // opened when it is first needed, for importing and creating do nothing
  let channel: Channel | undefined
  // one listener at the platform's channel for all sources, of which there may be many
  const listeners = new Set<Listener>()
  const hear = ({ data }: { data: unknown }): void => {
    for (const { listener } of [...listeners]) {
      // what one listener throws is kept from the others
      try {
        listener(`${data}`)
      } catch {}
    }
  }
  const open = (): Channel => {
    if (channel) return channel
    const { BroadcastChannel } = globalThis as unknown as { BroadcastChannel: new (name: string) => Channel }
    channel = new BroadcastChannel(name)
    // it must not keep a process alive
    channel.unref?.()
    channel.addEventListener('message', hear)
    return channel
  }
  return {
    post: (message) => open().postMessage(message),
    listen(listener) {
      if (typeof listener !== 'function') misuse('listener', 'a function')
      open()
      const mine = { listener }
      listeners.add(mine)
      return () => {
        if (!listeners.delete(mine) || listeners.size) return
        channel?.close()
        channel = undefined
      }
    },
  }
}

interface Listener {
  listener: (message: string) => void
}

interface Channel {
  postMessage(message: string): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
  unref?(): void
}
