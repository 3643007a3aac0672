import { sha256 } from 'grantkit/internal/sha256'
import { JoseError } from './jose-error.ts'

/** The use of a token that is valid only once. */
export interface TokenUse {
  /** Identifies the token: always 43 characters. */
  id: string
  /** When it can be forgotten, in epoch milliseconds. */
  expiresAt: number
}

/**
 * Remembers a token, and tells whether it was known already. Called last, for tokens that are valid otherwise. Do both in one
 * atomic step, such as `SET NX PXAT` of Redis: two copies may arrive at the same time.
 */
export type ReplayCheck = (use: TokenUse) => boolean | Promise<boolean>

/** Refuses a token that was used before. `parts` identify it. */
export async function expectFresh(
  isReplay: ReplayCheck | undefined,
  parts: readonly string[],
  expiresAt: number,
): Promise<void> {
  if (!isReplay) return
  const replayed = await isReplay({ id: await sha256(JSON.stringify(parts)), expiresAt })
  // only false means that the token is new
  if (replayed !== false) throw new JoseError('replayed', 'it was used before', { claim: 'jti' })
}
