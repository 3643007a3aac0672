import type { ClientParts } from '../client-parts.ts'
import { popupChannel, popupMessageIn } from './popup-messages.ts'

const receiptMs = 700
const doneMs = 60_000

/** Sends the response to the page that opened this popup. Resolves to whether that page received it. */
export async function handOver({ name, clock }: ClientParts, url: string, state: string): Promise<boolean> {
  const stop = new AbortController()
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(popupChannel(name, state)) : undefined
  const taken = new Promise<true>((resolve) => {
    const onMessage = (data: unknown): void => {
      const message = popupMessageIn(data, state)
      if (message?.grantkit === 'taken') resolve(true)
      if (message?.grantkit !== 'done') return
      resolve(true)
      end()
      // with Cross-Origin-Opener-Policy the opener can't close this window, so it closes itself
      if (message.close) close()
    }
    const end = (): void => {
      stop.abort()
      channel?.close()
    }
    channel?.addEventListener('message', ({ data }) => onMessage(data), { signal: stop.signal })
    addEventListener(
      'message',
      ({ data, origin, source }) => {
        if (origin === location.origin && source === opener) onMessage(data)
      },
      { signal: stop.signal },
    )
    clock.sleep(doneMs, stop.signal).then(end)
  })
  const message = { grantkit: 'response', state, url }
  channel?.postMessage(message)
  // the browser delivers it to no other origin
  opener?.postMessage(message, location.origin)
  const result = await Promise.race([taken, clock.sleep(receiptMs, stop.signal).then(() => false)])
  if (!result) {
    stop.abort()
    channel?.close()
  }
  return result
}
