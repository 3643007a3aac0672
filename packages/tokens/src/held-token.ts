import { type Clock, elapsing } from './clock.ts'
import type { Policy } from './source-settings.ts'
import type { StoredToken } from './stored-token.ts'
import type { AccessToken } from './token-source.ts'

/** A token in memory, and when it is due for renewal. */
export interface HeldToken {
  token: AccessToken
  /** The same, as what callers get: made once, for they are many. */
  settled: Promise<AccessToken>
  /** When it came here, by both clocks. */
  heldAt: number
  heldElapsing: number
  /** How long it was still good then, in milliseconds; Infinity where nobody knows. */
  leftMs: number
  /** How long it lives in all. */
  lifetimeMs: number
  /** How long before its end it is due. */
  marginMs: number
}

/** Takes a token into memory. When it is due is decided here, once: a chance drawn at each call would be due at once. */
export function hold(
  stored: StoredToken,
  { clock, random, renewBeforeMs }: Pick<Policy, 'clock' | 'random' | 'renewBeforeMs'>,
): HeldToken {
  const { accessToken, tokenType, expiresAt, scope, lifetimeMs = Infinity } = stored
  const heldAt = clock.now()
  const token: AccessToken = Object.freeze({
    accessToken,
    tokenType,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(scope !== undefined && { scope }),
  })
  return {
    token,
    settled: Promise.resolve(token),
    heldAt,
    heldElapsing: elapsing(clock),
    // the clock of who stored it may be ahead of this one
    leftMs: expiresAt === undefined ? Infinity : Math.min(expiresAt - heldAt, lifetimeMs),
    lifetimeMs,
    marginMs: Math.min(renewBeforeMs, lifetimeMs === Infinity ? renewBeforeMs : lifetimeMs / 5) * (1 - random() / 4),
  }
}

/** How long a token is still good, in milliseconds, by whichever clock says less: `now` may be set, the other may sleep. */
export function leftOf(held: HeldToken, clock: Clock): number {
  if (held.leftMs === Infinity) return Infinity
  const now = clock.now() - held.heldAt
  // a clock that was set back far makes it old; a little is what keeps it right
  if (!clock.monotonic) return now < -60_000 ? 0 : held.leftMs - now
  return held.leftMs - Math.max(now, clock.monotonic() - held.heldElapsing)
}

/** Whether a token will do for `minTtlMs`, due or not; what is in the first tenth of its life is as good as it gets. */
export function isGood(held: HeldToken, minTtlMs: number, clock: Clock): boolean {
  const leftMs = leftOf(held, clock)
  return leftMs > 0 && (leftMs >= minTtlMs || leftMs > held.lifetimeMs * 0.9)
}
