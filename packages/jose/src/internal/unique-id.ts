import { base64url } from 'jose'

/** A `jti`: 22 characters, 128 random bits. `crypto.randomUUID` would be missing in some workers. */
export function uniqueId(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(16)))
}
