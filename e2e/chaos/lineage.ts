import type { Presentation } from './rotation-records.ts'

/** Which login of which session a refresh token goes back to. */
export interface Origin {
  session: number
  /** Counts the logins of this session, from 1. */
  login: number
}

/** Follows the rotations from the tokens that logins brought, to every refresh token and access token. */
export function lineage(
  presentations: readonly Presentation[],
  begun: ReadonlyMap<string, Origin>,
): Map<string, Origin> {
  const origins = new Map(begun)
  for (const { token, successor, accessToken } of presentations) {
    const origin = origins.get(token)
    for (const given of [successor, accessToken]) if (origin && given) origins.set(given, origin)
  }
  return origins
}
