import { present } from 'grantkit/internal/present'
import { type Clock, elapsing } from './clock.ts'
import type { Policy } from './source-settings.ts'
import type { StoredToken } from './stored-token.ts'
import type { AccessToken } from './token-source.ts'

/** A token in memory, and when to renew it. */
export interface HeldToken {
  token: AccessToken
  /** The same, as what callers get: made once, for they are many. */
  settled: Promise<AccessToken>
  /** When it came here, by both clocks. */
  heldAt: number
  heldElapsing: number
  /** How long it was still good then, in milliseconds; Infinity if nobody knows. */
  leftMs: number
  /** How long it lives in all. */
  lifetimeMs: number
  /** How long before its end to renew it. */
  marginMs: number
}

/** Takes a token of that login, if it has one, into memory. The moment of renewal is drawn here, once: a draw at each call would come out at once. */
export function hold(
  { accessToken, tokenType, expiresAt, scope, members, lifetimeMs = Infinity }: StoredToken,
  { clock, random, renewBeforeMs }: Pick<Policy, 'clock' | 'random' | 'renewBeforeMs'>,
  sessionId?: string,
): HeldToken {
  const heldAt = clock.now()
  // whole numbers take no memory of their own, and there may be many tokens
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

/** How long a token is still good, in milliseconds, by the clock that says less: `now` may be set, the other may sleep. */
export function leftOf(held: HeldToken, clock: Clock): number {
  if (held.leftMs === Infinity) return Infinity
  const now = clock.now() - held.heldAt
  // a clock that was set back far makes it old; a small correction doesn't
  if (!clock.monotonic) return now < -60_000 ? 0 : held.leftMs - now
  return held.leftMs - Math.max(now, clock.monotonic() - held.heldElapsing)
}

/** Whether a token is good for `minTtlMs`. In the first tenth of its life, and in its first second, it is as good as it gets. */
export function isGood(held: HeldToken, minTtlMs: number, clock: Clock): boolean {
  const leftMs = leftOf(held, clock)
  return leftMs > 0 && leftMs >= Math.min(minTtlMs, held.lifetimeMs * 0.9, held.lifetimeMs - 1000)
}
