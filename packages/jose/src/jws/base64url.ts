import { base64Url, binaryOf } from 'grantkit/internal/base64'

/** Encodes bytes, or a text as UTF-8, in base64url without padding (RFC 4648 section 5). */
export function encode(value: Uint8Array | string): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  let binary = ''
  // in chunks, because each byte is an argument, and too many overflow the stack; a spread would take six times as long
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode.apply(null, bytes.subarray(start, start + 8192) as unknown as number[])
  }
  return base64Url(binary)
}

/** Decodes canonical base64url to bytes. */
export const decode = (text: string): Uint8Array<ArrayBuffer> => bytesOf(binaryOf(text))

/** Decodes canonical base64url to a text. Throws if the bytes aren't UTF-8. A byte-order mark is kept. */
export function decodeText(text: string): string {
  const binary = binaryOf(text)
  // nearly all JSON is ASCII, which needs no decoding
  return /[\x80-\xff]/.test(binary) ? utf8(bytesOf(binary)) : binary
}

/** Decodes UTF-8. Throws if the bytes aren't UTF-8. A byte-order mark is kept. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length)
  // a plain loop: Uint8Array.from with a callback takes many times as long
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
