/** `DPoP-Nonce`, if it is one: fetch joins repeated headers with a comma and a space, which no nonce has (RFC 9449 section 8.1). */
export function nonceIn(headers: Readonly<Record<string, string>>): string | undefined {
  const nonce = headers['dpop-nonce']
  return nonce && /^[!#-[\]-~]+$/.test(nonce) ? nonce : undefined
}

/**
 * The server's present in epoch milliseconds, by the `Date` of its answer; no number above 0 if that can't be read, or is
 * another answer's: one that comes from a cache has an `Age` other than 0, and of several that fetch joined none is the right
 * one.
 */
export function serverTime(date?: string | null, age?: string | null): number {
  return +(age ?? 0) === 0 ? instantOf(date ?? '') : 0
}

/** A date of HTTP has one comma at most: more are several dates. */
const instantOf = (text: string): number => Date.parse(/^[a-z][^,]*,?[^,]*$/i.test(text) ? text : '')

/**
 * `Retry-After` in milliseconds, a day at most (RFC 9110 section 10.2.3), whether it came as seconds or as a date. As many
 * digits as a point in time has are no wait. `X-Retry-After` counts if it is the only one.
 */
export function retryAfterMsIn(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after'] || headers['x-retry-after'] || ''
  const wait = /^\d{1,9}$/.test(value) ? +value * 1000 : Math.max(0, instantOf(value) - now)
  return wait >= 0 ? Math.min(wait, 86_400_000) : undefined
}
