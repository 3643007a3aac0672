/** The present as JWTs have it (RFC 7519 section 2, NumericDate). */
export function epochSeconds(now: () => number = Date.now): number {
  return Math.floor(now() / 1000)
}
