import type { Presentation } from './rotation-records.ts'

/** Which login of which session a refresh token goes back to. */
export interface Origin {
  session: number
  /** Counts the logins of this session, from 1. */
  login: number
}

/** Follows the rotations from the refresh tokens that logins brought. */
export function lineage(
  presentations: readonly Presentation[],
  begun: ReadonlyMap<string, Origin>,
): Map<string, Origin> {
  const origins = new Map(begun)
  for (const { token, successor } of presentations) {
    const origin = origins.get(token)
    if (origin && successor) origins.set(successor, origin)
  }
  return origins
}
