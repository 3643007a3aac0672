import { checkObject, checkSignal, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import type { Clock } from './clock.ts'
import { disposedOf } from './disposed.ts'
import { type HeldToken, isGood, leftOf } from './held-token.ts'
import type { CreateRefreshTimer } from './refresh-timer.ts'
import type { AccessToken, GetAccessTokenOptions, TokenSource } from './token-source.ts'
import type { TokenSourceError } from './token-source-error.ts'

/** What a refresh must return. */
export interface Wanted {
  /** The token that must not be returned again. */
  instead: string | undefined
  /** Whether the token must come from the server after this call. */
  forced: boolean
  /** How long the new token should be valid, in milliseconds. */
  minTtlMs: number
  /** Whether the pause after a failure is skipped, once that is known. */
  passes?: boolean
}

/** A source with its token in memory. */
export interface RefreshingSource extends TokenSource {
  /** Sets a token from elsewhere, or removes the current one. */
  hold(held: HeldToken | undefined): void
  dispose(): void
}

/**
 * Returns the token in memory while it is valid, and refreshes it with `refresh`: early, while the current token is still
 * served, one refresh at a time for all callers; with `createTimer` also by a timer.
 */
export function createRefreshingSource(
  refresh: (wanted: Wanted) => Promise<HeldToken>,
  clock: Clock,
  createTimer?: CreateRefreshTimer,
): RefreshingSource {
  let current: HeldToken | undefined
  let flight: Promise<HeldToken> | undefined
  let epoch = 0
  let pausedUntil = 0
  let disposed = false

  const hold = (held: HeldToken | undefined): void => {
    if (disposed) return
    current = held
    epoch++
    // later callers don't join a refresh that began before
    flight = undefined
    if (held) timer?.start(() => leftOf(held, clock) - held.marginMs)
    else timer?.stop()
  }

  const start = (minTtlMs: number, forced: boolean): Promise<HeldToken> => {
    const before = current
    const of = epoch
    const mine = refresh({ instead: before?.token.accessToken, minTtlMs, forced }).then(
      (held) => {
        // if two tokens in a row arrive expired, the second is returned for a second: otherwise each call would be a request
        if (before && before.leftMs <= 1000 && held.leftMs <= 0) held.leftMs = 1000
        if (epoch === of) hold(held)
        return held
      },
      (error: unknown) => {
        pausedUntil = clock.now() + Math.max((error as Partial<TokenSourceError>)?.retryAfterMs ?? 0, 1000)
        if (flight === mine) flight = undefined
        if (epoch === of && current) timer?.start(() => pausedUntil - clock.now())
        throw error
      },
    )
    flight = mine
    // it continues even if no caller waits any more
    mine.catch(() => {})
    return mine
  }

  const refreshEarly = (): void => {
    const left = pausedUntil - clock.now()
    // a clock that was set back ends the pause
    if (!(flight || disposed || (left > 0 && left < 86_400_000))) start(0, false)
  }
  const timer = createTimer?.(clock, refreshEarly)

  const get = async (options: GetAccessTokenOptions = {}): Promise<AccessToken> => {
    checkObject('options', options)
    const { forceRenewal, minTtlMs = 0, signal } = options
    checkSignal(signal)
    signal?.throwIfAborted()
    if (!(minTtlMs >= 0)) misuse('minTtlMs', 'milliseconds from 0')
    if (disposed) throw disposedOf()
    const before = current
    if (!forceRenewal && before && isGood(before, minTtlMs, clock)) {
      if (leftOf(before, clock) <= before.marginMs) refreshEarly()
      return before.token
    }
    for (let round = 0; ; round++) {
      const joined = flight
      const of = epoch
      const outcome = (joined ?? start(minTtlMs, !!forceRenewal)).catch((error: unknown) => ({ error }))
      const held = await orAbort(outcome, signal)
      // the session ended, or another began, during the refresh
      if (epoch !== of && current !== held) return get({ ...options, forceRenewal: false })
      if ('error' in held) throw held.error
      // a refresh that was already running may have had lower requirements
      const suits = forceRenewal ? held.token.accessToken !== before?.token.accessToken : isGood(held, minTtlMs, clock)
      if (!joined || suits || round > 1) return held.token
    }
  }

  return {
    // the usual case creates no extra promise
    getAccessToken: (options) =>
      current && options === undefined && leftOf(current, clock) > current.marginMs ? current.settled : get(options),
    hold,
    dispose() {
      disposed = true
      current = undefined
      timer?.stop()
    },
  }
}
