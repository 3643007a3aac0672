import { present } from 'grantkit/internal/present'
import { type Clock, elapsing } from './clock.ts'
import type { Policy } from './source-settings.ts'
import type { StoredToken } from './stored-token.ts'
import type { AccessToken } from './token-source.ts'

/** A token in memory, and when to refresh it. */
export interface HeldToken {
  token: AccessToken
  /** The same as callers get it: created once, because there are many callers. */
  settled: Promise<AccessToken>
  /** When it arrived here, by both clocks. */
  heldAt: number
  heldElapsing: number
  /** Its remaining lifetime at that time, in milliseconds; Infinity if unknown. */
  leftMs: number
  /** Its total lifetime. */
  lifetimeMs: number
  /** How long before it expires it is refreshed. */
  marginMs: number
}

/** Takes a token of that login, if it has one, into memory. The random moment of refresh is chosen here, once: at each call it would soon be hit. */
export function hold(
  { accessToken, tokenType, expiresAt, scope, members, lifetimeMs = Infinity }: StoredToken,
  { clock, random, renewBeforeMs }: Pick<Policy, 'clock' | 'random' | 'renewBeforeMs'>,
  sessionId?: string,
): HeldToken {
  const heldAt = clock.now()
  // small integers need no extra memory, and there may be many tokens
  const whole = Math.floor
  const token = Object.freeze(present<AccessToken>({ accessToken, tokenType, expiresAt, scope, sessionId, members }))
  return {
    token,
    settled: Promise.resolve(token),
    heldAt,
    heldElapsing: whole(elapsing(clock)),
    // the clock of the process that stored it may be ahead of this one
    leftMs: expiresAt === undefined ? Infinity : Math.min(expiresAt - heldAt, lifetimeMs),
    lifetimeMs,
    marginMs: whole(Math.min(renewBeforeMs, lifetimeMs / 5) * (1 - random() / 4)),
  }
}

/** The remaining lifetime, in milliseconds, by the clock that says less: `now` may be set, the other clock may sleep. */
export function leftOf(held: HeldToken, clock: Clock): number {
  if (held.leftMs === Infinity) return Infinity
  const now = clock.now() - held.heldAt
  // if the clock was set back far, the token counts as old; a small correction is ignored
  if (!clock.monotonic) return now < -60_000 ? 0 : held.leftMs - now
  return held.leftMs - Math.max(now, clock.monotonic() - held.heldElapsing)
}

/** Whether a token is valid for `minTtlMs` more. In the first tenth of its lifetime, and in its first second, it always counts: a new one wouldn't live longer. */
export function isGood(held: HeldToken, minTtlMs: number, clock: Clock): boolean {
  const leftMs = leftOf(held, clock)
  return leftMs > 0 && leftMs >= Math.min(minTtlMs, held.lifetimeMs * 0.9, held.lifetimeMs - 1000)
}
