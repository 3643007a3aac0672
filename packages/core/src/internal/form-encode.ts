/** A value as it stands in a form: percent-encoded UTF-8, with `+` for a space. */
export function formEncode(value: string): string {
  // most are as they stand, and a URLSearchParams costs more than all else that Basic does
  return /^[\w.*-]*$/.test(value) ? value : `${new URLSearchParams({ '': value })}`.slice(1)
}
