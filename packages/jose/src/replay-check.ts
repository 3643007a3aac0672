import { sha256 } from 'grantkit/internal/sha256'
import { JoseError } from './jose-error.ts'

/** What is to be remembered of a token that works once. */
export interface TokenUse {
  /** Tells the token from all others: 43 characters, whatever the token holds. */
  id: string
  /** When it can be forgotten, in epoch milliseconds. */
  expiresAt: number
}

/**
 * Remembers a token, and says whether it was known already. It is asked last, about tokens that are good otherwise. Let one
 * step do both, such as Redis' `SET NX PXAT`: two copies may come at once.
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
