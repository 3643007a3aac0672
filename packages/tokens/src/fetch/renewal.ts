import { orAbort } from 'grantkit/internal'
import type { AccessToken, TokenSource } from '../token-source.ts'

/** Finds another token for one that an API has refused. */
export interface Renewal {
  /** The token to try instead, or undefined where there is no other: the API's answer then stands. Rejects as the source does. */
  insteadOf(refused: string, signal: AbortSignal | undefined): Promise<AccessToken | undefined>
  /** Is told that what came instead was refused as well. */
  wasInVain(): void
}

/** An API that refuses whatever it gets must not make a token server's every minute a busy one. */
const pauseMs = 60_000

/** One renewal for all who were refused with the same token, however late they come. */
export function createRenewal(source: TokenSource, now: () => number): Renewal {
  let last: { refused: string; token: Promise<AccessToken | undefined> } | undefined
  let pausedUntil = 0
  const pause = (): void => {
    pausedUntil = now() + pauseMs
  }

  function renew(refused: string): Promise<AccessToken | undefined> {
    if (last?.refused === refused) return last.token
    if (now() < pausedUntil) return Promise.resolve(undefined)
    // without anybody's signal, for others wait for it too
    const token = source.getAccessToken({ forceRenewal: true }).then((renewed) => {
      if (renewed.accessToken !== refused) return renewed
      pause()
      return undefined
    })
    const renewal = { refused, token }
    last = renewal
    const forget = (): void => {
      if (last === renewal) last = undefined
    }
    token.then((renewed) => renewed || forget(), forget)
    return token
  }

  return {
    async insteadOf(refused, signal) {
      // somebody may have renewed it while the API was asked
      const present = await source.getAccessToken(signal && { signal })
      return present.accessToken === refused ? orAbort(renew(refused), signal) : present
    },
    wasInVain: pause,
  }
}
