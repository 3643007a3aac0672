/** The `DPoP-Nonce`, if it is valid. Repeated headers are not: fetch joins them with a comma and a space (RFC 9449 section 8.1). */
export function nonceIn(headers: Readonly<Record<string, string>>): string | undefined {
  const nonce = headers['dpop-nonce']
  return nonce && /^[!#-[\]-~]+$/.test(nonce) ? nonce : undefined
}

/**
 * The server's current time in epoch milliseconds, from the `Date` of its response. 0 or NaN if `Date` can't be read or repeats, or
 * if the response comes from a cache, which an `Age` other than 0 shows.
 */
export function serverTime(date?: string | null, age?: string | null): number {
  return +(age ?? 0) === 0 ? instantOf(date ?? '') : 0
}

/** Reads an HTTP date. It has at most one comma; text with more is several dates. */
const instantOf = (text: string): number => Date.parse(/^[a-z][^,]*,?[^,]*$/i.test(text) ? text : '')

/**
 * `Retry-After` in milliseconds, a day at most (RFC 9110 section 10.2.3). It may be seconds or a date. Ten digits or more are a
 * point in time, not a wait, and are ignored. `X-Retry-After` is used if there is no `Retry-After`.
 */
export function retryAfterMsIn(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after'] || headers['x-retry-after'] || ''
  const wait = /^\d{1,9}$/.test(value) ? +value * 1000 : Math.max(0, instantOf(value) - now)
  return wait >= 0 ? Math.min(wait, 86_400_000) : undefined
}
