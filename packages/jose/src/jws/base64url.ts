import { base64Url } from 'grantkit/internal/base64'

/** Bytes, or the UTF-8 bytes of a text, as base64url without padding (RFC 4648 section 5). */
export function encode(value: Uint8Array | string): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  let text = ''
  // base64Url takes each byte as an argument, and too many overflow the stack; a multiple of 3 leaves no remainder
  for (let start = 0; start < bytes.length; start += 24_576) text += base64Url(bytes.subarray(start, start + 24_576))
  return text
}

/** The bytes that canonical base64url stands for. */
export const decode = (text: string): Uint8Array<ArrayBuffer> => bytesOf(binaryOf(text))

/** The text whose UTF-8 bytes canonical base64url stands for. Throws if they are no UTF-8; a byte-order mark stays. */
export function decodeText(text: string): string {
  const binary = binaryOf(text)
  // nearly all JSON is ASCII, which is UTF-8 as it stands
  return /[\x80-\xff]/.test(binary) ? utf8(bytesOf(binary)) : binary
}

/** The text in these bytes. Throws if they are no UTF-8; a byte-order mark stays. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

/** The bytes that base64url stands for, each as one character. Throws for what is none. */
export const binaryOf = (text: string): string => atob(text.replace(/-/g, '+').replace(/_/g, '/'))

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length)
  // a plain loop: Uint8Array.from with a callback takes many times as long
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
