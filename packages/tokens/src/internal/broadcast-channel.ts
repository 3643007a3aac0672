/**
 * Tells other tabs and workers of an origin at once what happened to a session. Nothing depends on it: after a lost message
 * they read the store later. Messages contain no secret.
 */
export interface SessionChannel {
  /** Sends a text to all others. */
  post(message: string): void
  /** Calls the listener with each text from others. Returns a function that stops it. */
  listen(listener: (message: string) => void): () => void
}

/** A channel with the platform's BroadcastChannel. */
export function openBroadcast(name: string): SessionChannel {
  // opened when first needed: importing and creating have no effects
  let channel: Channel | undefined
  // one listener at the platform's channel for all sources: there may be many
  const listeners = new Map<object, (message: string) => void>()
  const open = (): Channel => {
    if (channel) return channel
    const { BroadcastChannel } = globalThis as unknown as { BroadcastChannel: new (name: string) => Channel }
    channel = new BroadcastChannel(name)
    // must not keep a process alive
    channel.unref?.()
    channel.onmessage = ({ data }) => {
      for (const listener of [...listeners.values()]) listener(`${data}`)
    }
    return channel
  }
  return {
    post: (message) => open().postMessage(message),
    listen(listener) {
      open()
      const mine = {}
      listeners.set(mine, listener)
      return () => {
        if (!listeners.delete(mine) || listeners.size) return
        channel?.close()
        channel = undefined
      }
    },
  }
}

interface Channel {
  postMessage(message: string): void
  onmessage: (event: { data: unknown }) => void
  close(): void
  unref?(): void
}
