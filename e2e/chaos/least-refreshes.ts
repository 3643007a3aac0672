/** A call for a token that was answered, as the process that made it wrote it down. */
export interface Call {
  /** When it was answered, in epoch milliseconds by the machine's clock. */
  at: number
  worker: string
  /** By how much the clock of that process was ahead, in milliseconds. */
  skewMs: number
  /** How long the token was still good by that clock, in milliseconds. */
  leftMs: number
  /** How long the call took, in milliseconds. */
  tookMs: number
  /** The token that was served, and the thread that asked. */
  accessToken?: string
  tab?: number
}

/** All that happened to one session, each list in order. */
export interface SessionHistory {
  /** When it began, and began anew after it was lost; each login brings a token. */
  logins: readonly number[]
  calls: readonly Call[]
}

/** What a token is like. */
export interface TokenTerms {
  lifetimeMs: number
  /** How long a token must still be good so that a call can do with it. */
  leastLeftMs: number
}

/**
 * The least number of refreshes by which every call of a session could have been answered as well as it was: a token is
 * fetched for the first call that none is good for, at that very moment, and serves each call after that until one comes that it
 * isn't good for. Good means `leastLeftMs`, or as long as what the call was in fact given if a fault left it with less. No
 * other choice of moments needs fewer, for a later token is good for longer; so what was made can't be less, and how much
 * more it was is the library's doing.
 *
 * A token counts by the clock that is the furthest ahead, and lives from the moment of the call that it is fetched for. Where
 * that call had to wait for a token which then had aged on its way, by the server, the store or a fault, it has that age.
 */
export function leastRefreshes({ logins, calls }: SessionHistory, { lifetimeMs, leastLeftMs }: TokenTerms): number {
  const skews = new Map<string, number>()
  let refreshes = 0
  let goodUntil = Number.NEGATIVE_INFINITY
  let login = 0
  for (const { at, worker, skewMs, leftMs, tookMs } of calls) {
    skews.set(worker, skewMs)
    for (; (logins[login] ?? Infinity) <= at; login++) goodUntil = (logins[login] as number) + lifetimeMs
    if (goodUntil - (at + skewMs) >= Math.min(leastLeftMs, leftMs)) continue
    refreshes++
    const waited = tookMs > 5 && tookMs >= lifetimeMs - leftMs
    goodUntil = waited ? at + skewMs + leftMs : at + Math.max(...skews.values()) + lifetimeMs
  }
  return refreshes
}
