import { decode } from './base64url.ts'

/**
 * Whether a text is base64url in its canonical form (RFC 4648 section 3.5). Without this check one token could be written in many
 * ways, with other spare bits, padding or spaces, all with a valid signature.
 */
export function isCanonical(text: string): boolean {
  if (/[^\w-]/.test(text)) return false
  const spare = text.length % 4
  // the two or four unused bits of the last character must be zero
  return spare === 0 || (spare > 1 && (spare === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.at(-1)!))
}

/** Decodes a member of a JWK. Undefined if it isn't canonical base64url, or is longer than that of any key. */
export function bytesIn(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' && text.length < 4000 && isCanonical(text) ? decode(text) : undefined
}
