// The messages between a popup's page and the page that opened it.

/** From the popup: the response. From the opener: `taken` and `done`. */
export type PopupMessage =
  | { grantkit: 'response'; state: string; url: string }
  | { grantkit: 'taken'; state: string }
  | { grantkit: 'done'; state: string; close: boolean }

/** One end of the connection between a popup and its opener, for one attempt. */
export interface PopupLink {
  send(message: PopupMessage): void
  close(): void
}

/** Connects to the other window: directly, if it is of this origin, and by a channel, which is open only while a popup is. */
export function openLink(
  name: string,
  state: string,
  other: Window | null,
  onMessage: (message: PopupMessage) => void,
  signal: AbortSignal,
): PopupLink {
  const channel = channelOf(`grantkit:${name}:${state}`)
  const take = (data: unknown): void => {
    const message = popupMessageIn(data, state)
    if (message) onMessage(message)
  }
  channel?.addEventListener('message', ({ data }) => take(data), { signal })
  addEventListener(
    'message',
    ({ data, origin, source }) => {
      if (origin === location.origin && source === other) take(data)
    },
    { signal },
  )
  return {
    send(message) {
      try {
        channel?.postMessage(message)
        // the browser delivers it to no other origin
        other?.postMessage(message, location.origin)
      } catch {
        // the window is closed or on another site: only the channel is left
      }
    },
    close: () => channel?.close(),
  }
}

function channelOf(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name)
  } catch {
    return undefined
  }
}

/** A message of that attempt; undefined for anything else that arrives. */
function popupMessageIn(value: unknown, state: string): PopupMessage | undefined {
  const { grantkit, state: of, url } = Object(value) as { grantkit?: unknown; state?: unknown; url?: unknown }
  if (of !== state || !/^(response|taken|done)$/.test(`${grantkit}`)) return undefined
  return grantkit === 'response' && typeof url !== 'string' ? undefined : (value as PopupMessage)
}
