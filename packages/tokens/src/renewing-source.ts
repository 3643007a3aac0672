import { checkObject, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import type { Clock } from './clock.ts'
import { type HeldToken, isGood, leftOf } from './held-token.ts'
import type { CreateRenewalHint } from './renewal-hint.ts'
import type { AccessToken, GetAccessTokenOptions, TokenSource } from './token-source.ts'
import { disposedOf, type TokenSourceError } from './token-source-error.ts'

/** What a renewal has to bring. */
export interface Wanted {
  /** The token that is not wanted again. */
  instead: string | undefined
  /** One from the server is wanted, or one that came there after this was asked. */
  forced: boolean
  /** How long the new one should be good, in milliseconds. */
  minTtlMs: number
  /** Whether it passes the pause after a failure, once that is known. */
  passes?: boolean
}

/** A source with its token in memory. */
export interface RenewingSource extends TokenSource {
  /** Takes a token that came by another way, or forgets the one there is. */
  hold(held: HeldToken | undefined): void
  dispose(): void
}

/**
 * Serves the token in memory while it is good, and renews it by `renew` otherwise: ahead of its end while it is still
 * served, one renewal at a time, whoever waits for it or leaves; by a timer too, if there is a hint.
 */
export function createRenewingSource(
  renew: (wanted: Wanted) => Promise<HeldToken>,
  clock: Clock,
  createHint?: CreateRenewalHint,
): RenewingSource {
  let current: HeldToken | undefined
  let flight: Promise<HeldToken> | undefined
  let epoch = 0
  let restUntil = 0
  let disposed = false

  const hold = (held: HeldToken | undefined): void => {
    if (disposed) return
    current = held
    epoch++
    // callers from now on don't join a renewal of what was before
    flight = undefined
    if (held) hint?.arm(() => leftOf(held, clock) - held.marginMs)
    else hint?.disarm()
  }

  const start = (minTtlMs: number, forced: boolean): Promise<HeldToken> => {
    const before = current
    const of = epoch
    const mine = renew({ instead: before?.token.accessToken, minTtlMs, forced }).then(
      (held) => {
        // the second in a row that came expired is served for a second, or each call would be a request
        if (before && before.leftMs <= 1000 && held.leftMs <= 0) held.leftMs = 1000
        if (epoch === of) hold(held)
        return held
      },
      (error: unknown) => {
        restUntil = clock.now() + Math.max((error as Partial<TokenSourceError>)?.retryAfterMs ?? 0, 1000)
        if (flight === mine) flight = undefined
        if (epoch === of && current) hint?.arm(() => restUntil - clock.now())
        throw error
      },
    )
    flight = mine
    // it goes on when nobody waits for it any more
    mine.catch(() => {})
    return mine
  }

  const renewAhead = (): void => {
    const left = restUntil - clock.now()
    // a clock that was set back ends the rest
    if (!(flight || disposed || (left > 0 && left < 86_400_000))) start(0, false)
  }
  const hint = createHint?.(clock, renewAhead)

  const get = async (options: GetAccessTokenOptions = {}): Promise<AccessToken> => {
    checkObject('options', options)
    const { forceRenewal, minTtlMs = 0, signal } = options
    if (signal !== undefined && !signal?.throwIfAborted) misuse('signal', 'an AbortSignal')
    signal?.throwIfAborted()
    if (!(minTtlMs >= 0)) misuse('minTtlMs', 'milliseconds from 0')
    if (disposed) throw disposedOf()
    const before = current
    if (!forceRenewal && before && isGood(before, minTtlMs, clock)) {
      if (leftOf(before, clock) <= before.marginMs) renewAhead()
      return before.token
    }
    for (let round = 0; ; round++) {
      const joined = flight
      const of = epoch
      const outcome = (joined ?? start(minTtlMs, !!forceRenewal)).catch((error: unknown) => ({ error }))
      const held = await orAbort(outcome, signal)
      // somebody ended the session, or began another, while this one was on its way
      if (epoch !== of && current !== held) return get({ minTtlMs, ...(signal && { signal }) })
      if ('error' in held) throw held.error
      // a renewal that was on its way may have been asked for less
      const suits = forceRenewal ? held.token.accessToken !== before?.token.accessToken : isGood(held, minTtlMs, clock)
      if (!joined || suits || round > 1) return held.token
    }
  }

  return {
    // what nearly all calls come to costs no promise of its own
    getAccessToken: (options) =>
      current && options === undefined && leftOf(current, clock) > current.marginMs ? current.settled : get(options),
    hold,
    dispose() {
      disposed = true
      current = undefined
      hint?.disarm()
    },
  }
}
