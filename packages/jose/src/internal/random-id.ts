import { webCrypto } from 'grantkit/internal/web-crypto'

/** A new `jti`. */
export function randomId(): string {
  // a page without https: has no randomUUID either
  webCrypto()
  return crypto.randomUUID()
}
