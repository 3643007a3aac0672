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

/** A channel by the platform's BroadcastChannel. */
export function openBroadcast(name: string): SessionChannel {
  // opened when it is first needed, for importing and creating do nothing
  let channel: Channel | undefined
  // one listener at the platform's channel for all sources, of which there may be many
  const listeners = new Map<object, (message: string) => void>()
  const open = (): Channel => {
    if (channel) return channel
    const { BroadcastChannel } = globalThis as unknown as { BroadcastChannel: new (name: string) => Channel }
    channel = new BroadcastChannel(name)
    // it must not keep a process alive
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
