import { openBroadcast, type SessionChannel } from '../internal/broadcast-channel.ts'

/** What happened to a login here, for others that share the session. */
export type SessionMessage = 'started' | 'renewed' | 'ended'

/** Exchanges messages with others that share a session. Nothing depends on it. */
export interface SessionMessages {
  send(news: SessionMessage, session: string): void
  /** Starts to listen, if there is a session. */
  listen(): void
  dispose(): void
}

/** Uses the given channel; in pages by default a BroadcastChannel; `false` for none. */
export function exchangeMessages(
  channel: SessionChannel | false | undefined,
  key: () => Promise<string>,
  onMessage: (news: string | undefined, session: string | undefined) => Promise<void>,
): SessionMessages {
  const shared = channel ?? (isPage() && openBroadcast('grantkit'))
  let stop: (() => void) | undefined
  let disposed = false
  let listens = !shared

  return {
    send(news, session) {
      const post = async (): Promise<void> => {
        // a channel of the caller's may return a promise that rejects
        if (shared) await shared.post(`${await key()} ${news} ${session}`)
      }
      post().catch(() => {})
    },
    listen() {
      if (listens || disposed || !shared) return
      listens = true
      const begin = async (): Promise<void> => {
        const name = await key()
        if (disposed) return
        stop = shared.listen((message) => {
          const [of, news, session] = `${message}`.split(' ')
          if (of === name && !disposed) onMessage(news, session).catch(() => {})
        })
      }
      begin().catch(() => {
        listens = false
      })
    },
    dispose() {
      disposed = true
      stop?.()
    },
  }
}

/** Whether this is a page or a worker of one: there tabs share a session. */
function isPage(): boolean {
  const { BroadcastChannel, location } = globalThis as { BroadcastChannel?: unknown; location?: unknown }
  return !!BroadcastChannel && !!location
}
