/** A successful call for a token, as recorded by its process. */
export interface Call {
  /** When it returned, in epoch milliseconds by the machine's clock. */
  at: number
  worker: string
  /** By how much the clock of that process was ahead, in milliseconds. */
  skewMs: number
  /** The remaining lifetime of the token by that clock, in milliseconds. */
  leftMs: number
  /** How long the call took, in milliseconds. */
  tookMs: number
  /** The returned token, and the thread of the call. */
  accessToken?: string
  tab?: number
}

/** Everything that happened to one session. The lists are in order. */
export interface SessionHistory {
  /** The times of its logins: the first, and those after it was lost. Each login comes with a token. */
  logins: readonly number[]
  calls: readonly Call[]
}

/** The lifetime of tokens, and what calls need. */
export interface TokenTerms {
  lifetimeMs: number
  /** The minimum remaining lifetime for a call, in milliseconds. */
  leastLeftMs: number
}

/**
 * The minimum number of refreshes with which every call of a session could have got a token with enough remaining lifetime. It
 * assumes that a token is requested for the first call that has none, at that moment, and serves all later calls until one needs
 * another. Enough means `leastLeftMs`, or what the call really got if a fault left it with less. No other choice of moments needs
 * fewer refreshes, because a later token lasts longer. So the difference to the real number is caused by the library.
 *
 * Lifetimes are compared by the clock that is furthest ahead. They start with the call that the token is requested for. If that call
 * had to wait, and the token had aged meanwhile (in the server, the store or because of a fault), it has that age.
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
