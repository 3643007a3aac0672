import { randomText } from '../internal/random.ts'

/** A fresh `state` for one authorization request (RFC 6749 section 10.12): 43 characters, 256 random bits. */
export function createState(): string {
  return randomText()
}

/** A fresh `nonce` for one authentication request (OIDC Core section 3.1.2.1): 43 characters, 256 random bits. */
export function createNonce(): string {
  return randomText()
}
