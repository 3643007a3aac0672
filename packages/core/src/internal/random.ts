import { base64Url, binaryFrom } from './base64.ts'

/** Random bytes as base64url: 43 characters for 32 bytes. */
export function randomText(byteLength = 32): string {
  return base64Url(binaryFrom(crypto.getRandomValues(new Uint8Array(byteLength))))
}
