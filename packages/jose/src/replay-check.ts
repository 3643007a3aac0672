import { sha256 } from 'grantkit/internal/sha256'
import { JoseError } from './jose-error.ts'

/** What to remember of a token that works once. */
export interface TokenUse {
  /** Tells the token from all others: 43 characters, whatever the token holds. */
  id: string
  /** When it can be forgotten, in epoch milliseconds. */
  expiresAt: number
}

/**
 * Remembers a token, and tells whether it was known already. Called last, for tokens that are valid otherwise. Do both in one
 * atomic step, such as `SET NX PXAT` of Redis: two copies may arrive at the same time.
 */
export type ReplayCheck = (use: TokenUse) => boolean | Promise<boolean>

/** Refuses a token that was seen before; `parts` tell it from others. */
export async function expectFresh(
  isReplay: ReplayCheck | undefined,
  parts: readonly string[],
  expiresAt: number,
): Promise<void> {
  if (!isReplay) return
  const replayed = await isReplay({ id: await sha256(JSON.stringify(parts)), expiresAt })
  // what answers anything but false has not said that it is new
  if (replayed !== false) throw new JoseError('replayed', 'it was used before', { claim: 'jti' })
}
