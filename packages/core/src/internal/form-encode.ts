/** A form-encoded value: percent-encoded UTF-8, with `+` for a space. */
export function formEncode(value: string): string {
  // most values need no encoding, and a URLSearchParams takes longer than the rest of Basic authentication
  return /^[\w.*-]*$/.test(value) ? value : `${new URLSearchParams({ '': value })}`.slice(1)
}
