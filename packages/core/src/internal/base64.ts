/** Bytes, a few thousand at most, as a text with one character for each byte: what `btoa` takes. */
export const binaryFrom = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** The UTF-8 bytes of a text, in the same form. */
export const binaryFromText = (text: string): string => binaryFrom(new TextEncoder().encode(text))

/** Encodes a text with one character for each byte in base64url without padding (RFC 4648 section 5). */
export const base64Url = (binary: string): string =>
  btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')

/** Decodes base64url to a text with one character for each byte. Throws if it isn't base64url. */
export const binaryOf = (text: string): string => atob(text.replace(/-/g, '+').replace(/_/g, '/'))
