import { orAbort } from 'grantkit/internal/or-abort'
import type { AccessToken, TokenSource } from '../token-source.ts'

/** Gets another token after an API has refused one. */
export interface TokenReplacement {
  /** The token to try instead. Undefined if there is none: the caller then gets the API's response. Rejects as the source does. */
  replace(refused: string, origin: string, signal: AbortSignal | undefined): Promise<AccessToken | undefined>
  /** Reports that the other token was also refused. */
  refusedToo(origin: string): void
}

/** How long an API that refuses all tokens causes no further refresh, in milliseconds. */
const pauseMs = 60_000

/** One refresh for all requests that were refused with the same token, also later ones. */
export function createTokenReplacement(source: TokenSource, now: () => number): TokenReplacement {
  let last: { refused: string; token: Promise<AccessToken> } | undefined
  // by origin: one API that refuses everything says nothing about others. There are no more than allowed origins
  const pausedUntil = new Map<string, number>()
  const refusedToo = (origin: string): void => {
    pausedUntil.set(origin, now() + pauseMs)
  }

  const refresh = (refused: string): Promise<AccessToken> => {
    if (last?.refused === refused) return last.token
    // without a signal, because other callers wait for it too
    const replacement = { refused, token: source.getAccessToken({ forceRenewal: true }) }
    const forget = (): void => {
      if (last === replacement) last = undefined
    }
    replacement.token.then(({ accessToken }) => accessToken === refused && forget(), forget)
    last = replacement
    return replacement.token
  }

  return {
    async replace(refused, origin, signal) {
      // it may have been refreshed during the API request
      let token = await source.getAccessToken(signal && { signal })
      if (token.accessToken !== refused) return token
      const pausedMs = (pausedUntil.get(origin) ?? 0) - now()
      // if the clock was set back, the pause ends
      if (last?.refused !== refused && pausedMs > 0 && pausedMs <= pauseMs) return undefined
      token = await orAbort(refresh(refused), signal)
      if (token.accessToken !== refused) return token
      refusedToo(origin)
      return undefined
    },
    refusedToo,
  }
}
