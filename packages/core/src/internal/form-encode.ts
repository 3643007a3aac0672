/** A value as it stands in a form: percent-encoded UTF-8, with `+` for a blank. */
export function formEncode(value: string): string {
  return `${new URLSearchParams({ '': value })}`.slice(1)
}
