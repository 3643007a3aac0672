/** `DPoP-Nonce`, if it is one: fetch joins repeated headers with a comma and a space, which no nonce has (RFC 9449 section 8.1). */
export function nonceIn(headers: Readonly<Record<string, string>>): string | undefined {
  const nonce = headers['dpop-nonce']
  return nonce && /^[!#-[\]-~]+$/.test(nonce) ? nonce : undefined
}

/**
 * `Retry-After` in milliseconds, a day at most (RFC 9110 section 10.2.3), whether it came as seconds or as a date. As many
 * digits as a point in time has are no wait. `X-Retry-After` counts if it is the only one.
 */
export function retryAfterMsIn(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after'] || headers['x-retry-after'] || ''
  // a date has one comma at most: more are several dates
  const wait = /^\d{1,9}$/.test(value)
    ? +value * 1000
    : Math.max(0, Date.parse(/^[a-z][^,]*,?[^,]*$/i.test(value) ? value : '') - now)
  return wait >= 0 ? Math.min(wait, 86_400_000) : undefined
}
