/** Bytes as base64 (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** A text's UTF-8 bytes as base64. */
export function base64Text(text: string): string {
  return base64(new TextEncoder().encode(text))
}

/** Bytes as base64url without padding (RFC 4648 section 5). */
export function base64Url(bytes: Uint8Array): string {
  return base64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}
