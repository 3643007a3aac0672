import type { Presentation } from './rotation-records.ts'

/** The login and session that a refresh token descends from. */
export interface Origin {
  session: number
  /** The number of the login in this session, from 1. */
  login: number
}

/** Finds the login of every refresh token and access token, by following the rotations from the tokens of the logins. */
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
