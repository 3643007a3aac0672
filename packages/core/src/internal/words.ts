/** A list of words as one value with blanks between, as `scope` is; anything else as it is. */
export function words(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(' ') : value
}
