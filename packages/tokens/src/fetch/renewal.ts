import { orAbort } from 'grantkit/internal/or-abort'
import type { AccessToken, TokenSource } from '../token-source.ts'

/** Finds another token for one that an API has refused. */
export interface Renewal {
  /** The token to try instead, or undefined if there is no other: the API's response then stands. Rejects as the source does. */
  insteadOf(refused: string, origin: string, signal: AbortSignal | undefined): Promise<AccessToken | undefined>
  /** Is told that what came instead was refused as well. */
  wasInVain(origin: string): void
}

/** How long an API that refuses whatever it gets causes no further renewal, in milliseconds. */
const pauseMs = 60_000

/** One renewal for all who were refused with the same token, however late they come. */
export function createRenewal(source: TokenSource, now: () => number): Renewal {
  let last: { refused: string; token: Promise<AccessToken> } | undefined
  // by origin, for one API that refuses everything says nothing of the others; there are as many as are allowed
  const pausedUntil = new Map<string, number>()
  const wasInVain = (origin: string): void => {
    pausedUntil.set(origin, now() + pauseMs)
  }

  const renew = (refused: string): Promise<AccessToken> => {
    if (last?.refused === refused) return last.token
    // without anybody's signal, for others wait for it too
    const renewal = { refused, token: source.getAccessToken({ forceRenewal: true }) }
    const forget = (): void => {
      if (last === renewal) last = undefined
    }
    renewal.token.then(({ accessToken }) => accessToken === refused && forget(), forget)
    last = renewal
    return renewal.token
  }

  return {
    async insteadOf(refused, origin, signal) {
      // somebody may have renewed it while the API was asked
      let token = await source.getAccessToken(signal && { signal })
      if (token.accessToken !== refused) return token
      const pausedMs = (pausedUntil.get(origin) ?? 0) - now()
      // a clock that was set back ends the pause
      if (last?.refused !== refused && pausedMs > 0 && pausedMs <= pauseMs) return undefined
      token = await orAbort(renew(refused), signal)
      if (token.accessToken !== refused) return token
      wasInVain(origin)
      return undefined
    },
    wasInVain,
  }
}
