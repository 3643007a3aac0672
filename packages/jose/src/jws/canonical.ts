import { decode } from './base64url.ts'

/**
 * Whether a text is base64url in its one canonical form (RFC 4648 section 3.5). With spare bits, padding or spaces, one
 * token could be written in many ways, all of them with a good signature.
 */
export function isCanonical(text: string): boolean {
  if (/[^\w-]/.test(text)) return false
  const spare = text.length % 4
  // two or four bits of the last character belong to no byte
  return spare === 0 || (spare > 1 && (spare === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.at(-1)!))
}

/** The bytes in a member of a JWK, which is canonical base64url and no longer than any key's; undefined for others. */
export function bytesIn(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' && text.length < 4000 && isCanonical(text) ? decode(text) : undefined
}
