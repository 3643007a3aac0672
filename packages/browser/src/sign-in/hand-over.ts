import type { ClientParts } from '../client-parts.ts'
import { deferred } from './deferred.ts'
import { openLink } from './popup-messages.ts'

const receiptMs = 700
const doneMs = 60_000

/** Sends the response to the page that opened this popup. Resolves to whether that page received it. */
export async function handOver({ name, clock }: ClientParts, url: string, state: string): Promise<boolean> {
  const stop = new AbortController()
  const { signal } = stop
  const { promise: taken, resolve } = deferred<boolean>()
  const link = openLink(
    name,
    state,
    opener,
    (message) => {
      if (message.grantkit === 'response') return
      resolve(true)
      if (message.grantkit === 'taken') return
      end()
      // with Cross-Origin-Opener-Policy the opener can't close this window, so it closes itself
      if (message.close) close()
    },
    signal,
  )
  const end = (): void => {
    stop.abort()
    link.close()
  }
  clock.sleep(doneMs, signal).then(end)
  link.send({ grantkit: 'response', state, url })
  const result = await Promise.race([taken, clock.sleep(receiptMs, signal).then(() => false)])
  if (!result) end()
  return result
}
