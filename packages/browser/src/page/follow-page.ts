import type { TokenSource } from '@grantkit/tokens'
import type { ClientParts } from '../client-parts.ts'
import { watchPage } from '../page-life.ts'
import { hintKey } from '../store/hint.ts'

/** Reads the session again when the page returns or wakes up, and when another tab has changed it. */
export function followPage(
  { name, settings, snapshot, session, attempts }: ClientParts,
  source: TokenSource,
  signal: AbortSignal,
): void {
  const look = (): Promise<void> => session.look()
  const events = {
    onReturn() {
      attempts.settleRedirect({ status: 'came_back' })
      snapshot.change({ signingOut: undefined })
      void look()
    },
    onHint: () => void look(),
    onWake() {
      void look().then(() => {
        if (settings.renew === 'while-visible' && snapshot.get().status === 'signed_in')
          source.getAccessToken().catch(() => {})
      })
    },
  }
  watchPage(hintKey(name), events, signal)
}
